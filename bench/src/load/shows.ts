import type { Expectation } from "./create-visitor.ts";

/** Expects a page to show some texts. */
export function shows(texts: readonly string[]): Expectation {
  const wanted = texts.map((text) => text.replaceAll("&", "&amp;"));
  return (body) => {
    const missing = wanted.find((text) => !body.includes(text));
    return missing === undefined ? undefined : `the page does not show "${missing}"`;
  };
}
