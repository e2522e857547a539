import { fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { quote } from "./quote.ts";

/**
 * Returns why a product cannot be sold, such as "has no name"; undefined when it can. It must have
 * an id that a link and a form can carry, a name that can be seen and mailed, a price that stays an
 * amount in every currency, a picture that a page can show, and categories that can be searched.
 */
export function productProblem(product: Product): string | undefined {
  const { id, name, description, picture, priceUsd, categories } = product;
  return (
    textProblem("id", id, 256) ??
    idProblem(id) ??
    textProblem("name", name, 256) ??
    priceProblem(priceUsd) ??
    (/(?![\n\t])\p{Cc}/u.test(description)
      ? "has a control character in its description"
      : undefined) ??
    pictureProblem(picture) ??
    categories
      .map((category) => textProblem("category", category, 100))
      .find((problem) => problem !== undefined)
  );
}

/** For a text of one line that people read. */
function textProblem(what: string, text: string, most: number): string | undefined {
  if (text === "") return `has no ${what}`;
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return `has the ${what} ${quote(text)}, unseen by all`;
  if (text !== text.trim()) return `has a space before or behind its ${what} ${quote(text)}`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return `has a line break or the like in its ${what}`;
  const { length } = text;
  return length > most ? `has a ${what} of ${length} characters, more than ${most}` : undefined;
}

function idProblem(id: string): string | undefined {
  if (/\p{C}/u.test(id)) return "has a character in its id that nobody sees";
  // In a link these lead to the folder above (RFC 3986 section 5.2.4). /product-meta takes ids with
  // commas between.
  if (id === "." || id === ".." || id.includes(",")) return `cannot have the id ${quote(id)}`;
  return undefined;
}

/** In US dollars: ten of it are far from the end of an int64 in the smallest currency. */
const MAX_PRICE = 1_000_000_000n;

function priceProblem(price: Money | undefined): string | undefined {
  if (!price) return "has no price";
  if (price.currencyCode !== "USD") {
    return `must have a price in "USD", not in ${quote(price.currencyCode)}`;
  }
  if (price.units < 0n || price.nanos < 0) return "has a negative price";
  if (price.units > MAX_PRICE) return `has a price above ${MAX_PRICE} USD`;
  try {
    fromMoney(price);
  } catch (error) {
    return `has no good price: ${(error as Error).message}`;
  }
  return undefined;
}

/** A path on the frontend, an address that a page may load from elsewhere, or none. */
function pictureProblem(picture: string): string | undefined {
  if (picture === "") return undefined;
  const clean = picture.length <= 2_000 && !/[\p{C}\p{Z}\\]/u.test(picture);
  if (clean && /^\/(?!\/)/.test(picture)) return undefined;
  const { origin = "" } = (clean && picture.startsWith("https://") && URL.parse(picture)) || {};
  if (/^https:\/\/[\w.-]+(:\d+)?$/.test(origin)) return undefined;
  return `has the picture ${quote(picture)}, which must be a path such as "/static/img/mug.svg" or begin with "https://"`;
}
