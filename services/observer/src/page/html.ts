/** A piece of a page: text in which everything from outside is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text is escaped, lists are joined, and nothing stands for nothing. */
export type HtmlValue =
  | Html
  | string
  | number
  | bigint
  | boolean
  | undefined
  | readonly HtmlValue[];

/** The tag of page templates: html`<p>${text}</p>`. For HTML, and for SVG in it. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) text += render(value) + parts[index + 1];
  return new Html(text);
}

function render(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(render).join("");
  return String(value).replace(/[&<>"']/g, (sign) => ESCAPED[sign] as string);
}

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
