/**
 * Returns a form of a text that is the same for all spellings that most people take for one. These
 * may differ in case, in composed or decomposed accents, in wide or narrow letters, and in characters
 * that cannot be seen. It is for comparing, not for showing: "Café" and "CAFÉ" have one form.
 *
 * It is close to Unicode's NFKC_Casefold (section 3.13.5). JavaScript has no case folding; upper
 * case makes no difference between "ß" and "ss", nor between the two small sigmas.
 */
export function foldText(text: string): string {
  const seen = text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return seen.toUpperCase().normalize("NFKC");
}
