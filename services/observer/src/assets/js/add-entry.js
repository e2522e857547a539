import { showLocalTimes } from "./show-local-times.js";
import { trusted } from "./trusted.js";

/** The most entries on a page that is open for long. */
const MAX = 150;

/**
 * Puts what was said at the head of the list.
 * @param {Element} list
 * @param {string} markup
 */
export function addEntry(list, markup) {
  const made = document.createElement("ol");
  made.innerHTML = trusted(markup);
  showLocalTimes(made);
  list.prepend(...made.children);
  while (list.children.length > MAX) list.lastElementChild?.remove();
}
