import { parsePage } from "./trusted.js";

/**
 * Shows what announced an instance, in front of the page. Its own page has the same.
 * @param {string} path
 */
export async function showInstance(path) {
  const response = await fetch(path);
  const page = parsePage(await response.text());
  const about = page.querySelector("[data-about]");
  const dialog = document.querySelector("dialog[data-instance]");
  if (!about || !(dialog instanceof HTMLDialogElement)) {
    location.href = path;
    return;
  }
  dialog.querySelector("[data-about]")?.replaceWith(about);
  dialog.showModal();
}
