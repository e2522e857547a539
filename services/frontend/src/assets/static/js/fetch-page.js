/**
 * Sends a form, or asks for an address, and returns the page that answers, redirects followed.
 * Throws a NoAnswerError when none comes within ten seconds, or without a network. Throws another
 * error when the answer is no page of the shop: it may be a proxy's, or that of a network that
 * wants a sign-in.
 * @param {HTMLFormElement | string} source
 * @returns {Promise<FetchedPage>}
 */
export async function fetchPage(source) {
  const signal = AbortSignal.timeout(10_000);
  const request =
    typeof source === "string"
      ? fetch(source, { signal })
      : fetch(source.action, { signal, method: source.method, body: formBody(source) });
  const noAnswer = (/** @type {unknown} */ cause) => {
    throw new NoAnswerError("The shop did not answer", { cause });
  };
  const response = await request.catch(noAnswer);
  const { ok, redirected, url } = response;
  const document = parse(await response.text().catch(noAnswer));
  if (!document.querySelector('main[class^="page-"]')) {
    throw new TypeError(`The answer of "${url}" must be a page of the shop`);
  }
  return { ok, ...(redirected && { url }), document };
}

/** What fetchPage throws when there is no answer at all. */
export class NoAnswerError extends Error {}

/** @param {HTMLFormElement} form */
function formBody(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(fields);
}

/**
 * A page, and its address when it is another than the one asked for.
 * @typedef {{ ok: boolean, url?: string, document: Document }} FetchedPage
 */

/**
 * The part of Trusted Types that TypeScript does not know yet.
 * @typedef {{ createHTML(html: string): string }} Policy
 * @typedef {{ createPolicy(name: string, rules: Policy): Policy }} PolicyFactory
 */

// The policy's name stands in the CSP. This is the one place where text becomes a document,
// and the text comes from the shop itself.
const { trustedTypes } = /** @type {{ trustedTypes?: PolicyFactory }} */ (
  /** @type {unknown} */ (globalThis)
);
const policy = trustedTypes?.createPolicy("hipstershop", { createHTML: (html) => html });

/** @param {string} html */
function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, "text/html");
}
