import { fetchPage } from "./fetch-page.js";

/**
 * Shows the fields that an address has in the chosen country. Fields of the same name keep what was
 * typed. Without a network the fields stay: the server takes any of them.
 * @param {HTMLInputElement} country
 */
export async function showRegion(country) {
  const { form, value } = country;
  const url = new URL("../cart", form?.action);
  url.searchParams.set("country", value);
  const page = await fetchPage(url.href).catch(() => undefined);
  const next = page?.document.querySelector("[data-region]");
  const current = document.querySelector("[data-region]");
  // When the country was changed again meanwhile, the later answer counts.
  if (!next || !current || country.value !== value) return;
  for (const input of next.querySelectorAll("input")) {
    const typed = /** @type {HTMLInputElement | null} */ (document.getElementById(input.id));
    if (typed) input.value = typed.value;
  }
  const focused = document.activeElement?.id ?? "";
  current.replaceWith(document.adoptNode(next));
  if (document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}
