import { type Html, html } from "../page/html.ts";

/** Renders a comment of a proto file: its paragraphs, without its line ends. */
export function commentText(comment: string, className = "said-of"): Html {
  const paragraphs = comment.split(/\n{2,}/).filter((text) => text !== "");
  return html`${paragraphs.map((text) => html`<p class="${className}">${text.replaceAll("\n", " ")}</p>`)}`;
}
