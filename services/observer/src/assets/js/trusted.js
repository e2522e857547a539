/**
 * The part of Trusted Types that TypeScript does not know yet.
 * @typedef {{ createHTML(html: string): string }} Policy
 * @typedef {{ createPolicy(name: string, rules: Policy): Policy }} PolicyFactory
 */

// The policy's name stands in the CSP. This is the one place where text becomes a document,
// and the text comes from the observer itself.
const { trustedTypes } = /** @type {{ trustedTypes?: PolicyFactory }} */ (
  /** @type {unknown} */ (globalThis)
);
const policy = trustedTypes?.createPolicy("observer", { createHTML: (html) => html });

/**
 * Returns markup of the observer's own as what `innerHTML` takes.
 * @param {string} html
 */
export function trusted(html) {
  return policy?.createHTML(html) ?? html;
}

/**
 * Makes a document of a page's text.
 * @param {string} html
 */
export function parsePage(html) {
  return new DOMParser().parseFromString(trusted(html), "text/html");
}
