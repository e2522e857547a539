import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { foldText } from "@hipstershop/service";

/**
 * Returns products near a query that found none: those that most words of it fit, up to twelve.
 * A word fits where its singular stands in the name, the description or a category, or where it
 * is one typo away from a word of the name or of a category.
 */
export function suggest(products: readonly Product[], query: string): readonly Product[] {
  const wanted = wordsOf(foldText(query)).slice(0, MAX_WORDS);
  const typosOf = new Map(wanted.map((word) => [word, new Map<string, boolean>()]));
  const isTypo = (word: string, other: string) => {
    const known = typosOf.get(word);
    const found = known?.get(other) ?? isOneTypo(word, other);
    known?.set(other, found);
    return found;
  };
  const fits = products.map(({ name, description, categories }) => {
    const title = foldText([name, ...categories].join(" "));
    const text = `${title} ${foldText(description)}`;
    const words = wordsOf(title);
    return wanted.filter(
      (word) =>
        singularsOf(word).some((each) => text.includes(each)) ||
        words.some((other) => isTypo(word, other)),
    ).length;
  });
  const most = fits.reduce((max, each) => Math.max(max, each), 1);
  return products.filter((_, index) => fits[index] === most).slice(0, MAX_SUGGESTIONS);
}

const MAX_WORDS = 8;
const MAX_SUGGESTIONS = 12;

/** Shorter words are part of too many others. */
const MIN_LENGTH = 3;

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word.length >= MIN_LENGTH);
}

/** Returns a word, and its possible English singulars: "DISH" for "DISHES". */
function singularsOf(word: string): string[] {
  const singulars = [word.replace(/S$/, ""), word.replace(/ES$/, ""), word.replace(/IES$/, "Y")];
  return [word, ...singulars].filter((each) => each.length >= MIN_LENGTH);
}

/** Whether one letter is missing, added or changed, or two neighbours are swapped. */
function isOneTypo(one: string, other: string): boolean {
  // In short words that makes another word: "hat" of "cat".
  if (Math.min(one.length, other.length) <= MIN_LENGTH) return false;
  if (Math.abs(one.length - other.length) > 1) return false;
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one, other].map((word) => word.slice(start, word.length - end));
  if (left === undefined || right === undefined) return false;
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === `${right[1]}${right[0]}`;
}
