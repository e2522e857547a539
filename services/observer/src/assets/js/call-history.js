const KEY = "calls";
const MOST_KEPT = 100;
const MOST_SHOWN = 12;

/**
 * @typedef {object} KeptCall
 * @property {string} path the page of the RPC
 * @property {string} request as JSON, without what is kept nowhere
 * @property {number} atMs
 */

/**
 * Shows the calls of this page's RPC that were made before, and returns what keeps another one. They
 * are kept in this browser alone.
 */
export function keepCalls() {
  const section = /** @type {HTMLElement} */ (document.querySelector("[data-history]"));
  const { pathname } = location;

  function show() {
    const calls = read().filter(({ path }) => path === pathname);
    section.hidden = calls.length === 0;
    section.querySelector("ol")?.replaceChildren(...calls.slice(0, MOST_SHOWN).map(item));
  }

  section.querySelector("[data-forget]")?.addEventListener("click", () => {
    write(read().filter(({ path }) => path !== pathname));
    show();
  });
  show();

  /** @param {string} request */
  return (request) => {
    const others = read().filter((call) => call.path !== pathname || call.request !== request);
    write([{ path: pathname, request, atMs: Date.now() }, ...others].slice(0, MOST_KEPT));
    show();
  };
}

/** @param {KeptCall} call */
function item({ path, request, atMs }) {
  const link = document.createElement("a");
  link.href = `${path}?request=${encodeURIComponent(request)}`;
  link.className = "code";
  link.textContent = request;
  const time = document.createElement("time");
  time.dateTime = new Date(atMs).toISOString();
  time.textContent = new Date(atMs).toLocaleString();
  const line = document.createElement("li");
  line.append(link, " ", time);
  return line;
}

/** @returns {KeptCall[]} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {KeptCall[]} calls */
function write(calls) {
  try {
    localStorage.setItem(KEY, JSON.stringify(calls));
  } catch {
    // The browser keeps nothing, or has no more room.
  }
}
