import { type Html, html } from "./html.ts";

/** Renders so many items at most, and then says how many more there are: a stranger can name any number. */
export function atMost<T>(
  most: number,
  items: readonly T[],
  render: (item: T, index: number) => Html | undefined,
  tag: "li" | "p" = "li",
): Html {
  const more = items.length - most;
  const rest = `${more} more are not shown.`;
  return html`${items.slice(0, most).map(render)}${
    more > 0 &&
    (tag === "li" ? html`<li class="hint">${rest}</li>` : html`<p class="hint">${rest}</p>`)
  }`;
}
