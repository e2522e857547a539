import { showLocalTimes } from "./show-local-times.js";
import { trusted } from "./trusted.js";

/** The most entries on a page that is open for long. */
const MAX = 150;

/**
 * Puts what was said at the head of the list, or in its place if it is there already.
 * @param {Element} list
 * @param {string} markup
 */
export function addEntry(list, markup) {
  const made = document.createElement("ol");
  made.innerHTML = trusted(markup);
  showLocalTimes(made);
  const fresh = made.firstElementChild;
  const known = fresh && list.querySelector(`[data-entry="${fresh.getAttribute("data-entry")}"]`);
  // Others have told of the same: what is open stays open.
  if (known) known.querySelector(".what")?.replaceWith(fresh.querySelector(".what") ?? "");
  else list.prepend(...made.children);
  while (list.children.length > MAX) list.lastElementChild?.remove();
}
