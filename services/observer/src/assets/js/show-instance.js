import { parsePage } from "./trusted.js";

/**
 * Shows the page about an instance or a service in front of this page.
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
  // It may be open, and have led from a service to one of its instances.
  if (!dialog.open) dialog.showModal();
}
