import { createHash } from "node:crypto";

/** A style sheet that stands in the page, and the hash by which the CSP lets it. */
export interface InlineStyle {
  readonly css: string;
  /** "sha256-…" (CSP level 3 section 2.3.1) */
  readonly hash: string;
}

/** Returns the style that tints the banner with BANNER_COLOR: how a canary release is told. */
export function bannerStyle(color: string | undefined): InlineStyle | undefined {
  if (color === undefined) return undefined;
  const css = `:root{--banner:${color}}`;
  return { css, hash: `sha256-${createHash("sha256").update(css).digest("base64")}` };
}
