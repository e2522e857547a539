import type { RequestHandler, Response } from "express";

/**
 * Sets what every answer tells the browser to refuse. Nothing inline is used but the style sheets
 * whose hashes are given ("sha256-…", CSP level 3 section 2.3.1), and nothing is loaded from
 * another site but what `allowPictures` allows.
 */
export function securityHeaders(styleHashes: readonly string[]): RequestHandler {
  const policy = [
    "default-src 'none'",
    `style-src 'self'${styleHashes.map((hash) => ` '${hash}'`).join("")}`,
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types hipstershop",
  ].join("; ");
  return (_request, response, next) => {
    response.set({
      "content-security-policy": policy,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    next();
  };
}

/** Lets the browser load pictures from these origins too; from any origin when they are many. */
export function allowPictures(response: Response, origins: ReadonlySet<string>): void {
  if (origins.size === 0) return;
  const sources = origins.size > MAX_ORIGINS ? "https:" : [...origins].join(" ");
  const policy = response.get("content-security-policy") ?? "";
  response.set("content-security-policy", policy.replace("img-src", `img-src ${sources}`));
}

/** Headers have a limit: so many origins are about a kilobyte. */
const MAX_ORIGINS = 20;
