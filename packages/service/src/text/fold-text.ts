/**
 * Returns a text without what two spellings of it may differ in and still look the same to most
 * people: the case, composed or decomposed accents, wide or narrow letters, characters that are
 * not seen. It is for comparing, not for showing: "Café" is "CAFÉ".
 *
 * It is close to Unicode's NFKC_Casefold (section 3.13.5). JavaScript has no case folding; upper
 * case makes no difference between "ß" and "ss", nor between the two small sigmas.
 */
export function foldText(text: string): string {
  const seen = text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return seen.toUpperCase().normalize("NFKC");
}
