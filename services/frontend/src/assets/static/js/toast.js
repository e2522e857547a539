/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Says something at the bottom of the page for a while, also to screen readers.
 * @param {string} message
 * @param {{ text: string, href: string }} link
 */
export function showToast(message, link) {
  const toast = document.querySelector("[data-toast]");
  if (!toast) return;
  const text = document.createElement("span");
  text.textContent = message;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  toast.replaceChildren(text, anchor);
  clearTimeout(timer);
  timer = setTimeout(() => {
    // Not from under someone who is about to use the link.
    if (!toast.contains(document.activeElement)) toast.replaceChildren();
  }, 6_000);
}
