/**
 * Shows a message at the bottom of the page, also to screen readers, until something else is
 * clicked. It does not vanish by itself, so that its link can be reached.
 * @param {string} message
 * @param {{ text: string, href: string }} [link]
 */
export function showToast(message, link) {
  const text = document.createElement("span");
  text.textContent = message;
  place()?.replaceChildren(text);
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  place()?.append(anchor);
}

addEventListener("click", (event) => {
  const toast = place();
  if (!toast?.contains(/** @type {Node} */ (event.target))) toast?.replaceChildren();
});

function place() {
  return document.querySelector("[data-toast]");
}
