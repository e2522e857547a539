/** A piece of HTML, as opposed to a text that happens to contain tags. */
export interface Html {
  readonly markup: string;
}

/**
 * Returns the HTML of a template. Texts put into it are escaped, for use between tags and in
 * quoted attributes; pieces of HTML, alone or in a list, are put in as they are.
 */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (Html | readonly Html[] | string | number)[]
): Html {
  return { markup: String.raw({ raw: strings }, ...values.map(markupOf)) };
}

function markupOf(value: Html | readonly Html[] | string | number): string {
  if (typeof value === "string" || typeof value === "number") {
    return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return "markup" in value ? value.markup : value.map((piece) => piece.markup).join("");
}
