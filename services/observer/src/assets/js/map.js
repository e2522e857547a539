// Moves the map: one stream of events, each with what has changed.

import { actInPlace } from "./act-in-place.js";
import { addEntry } from "./add-entry.js";
import { showInstance } from "./show-instance.js";
import { showLocalTimes } from "./show-local-times.js";
import { createSparks } from "./sparks.js";
import { trusted } from "./trusted.js";

/** @typedef {import("../../map/map-event.ts").MapEvent} MapEvent */

const parts = document.querySelectorAll("[data-part]");
const status = document.querySelector("[data-map-status]");
const sparks = createSparks(() =>
  document.querySelector(`svg.map.${isWide() ? "wide" : "narrow"}`),
);

const conversation = document.querySelector("[data-conversation]");

const source = new EventSource(`/events?topic=map${conversation ? "&topic=registry" : ""}`);
source.addEventListener("map", ({ data }) => take(JSON.parse(data)));
source.addEventListener("registry", ({ data }) => {
  const { item, isMove } = JSON.parse(data);
  const onlyMoves = conversation?.getAttribute("data-conversation") === "moves";
  if (conversation && (isMove || !onlyMoves)) addEntry(conversation, item);
});
source.addEventListener("open", () => document.body.classList.remove("stale"));
source.addEventListener("error", () => document.body.classList.add("stale"));

document.addEventListener("click", (event) => {
  const link =
    event.target instanceof Element ? event.target.closest("a[data-id], a[data-dialog]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  void showInstance(link.getAttribute("href") ?? "");
});

actInPlace();

/** The same width as in map.css. */
function isWide() {
  return matchMedia("(min-width: 60rem)").matches;
}

/** @param {MapEvent} event */
function take(event) {
  switch (event.type) {
    case "drawing":
      for (const [name, markup] of Object.entries(event.parts)) replace(name, markup);
      sparks.redrawn();
      break;
    case "dots":
      for (const kind of /** @type {const} */ (["wide", "narrow"])) {
        patch(`[data-dots="${CSS.escape(`${kind}:${event.service}`)}"]`, event[kind], true);
      }
      patch(`[data-instances="${CSS.escape(event.service)}"]`, event.list, false);
      break;
    case "news":
      replace("news", event.news);
      if (status)
        status.textContent = document.querySelector("[data-part=news] li")?.textContent ?? "";
      break;
    case "texts":
      for (const element of document.querySelectorAll("[data-live]")) {
        const text = event.texts[element.getAttribute("data-live") ?? ""];
        if (text !== undefined) element.textContent = text;
      }
      for (const edge of document.querySelectorAll("[data-edge]")) {
        const text = event.texts[`edge:${edge.getAttribute("data-edge")}`];
        if (text !== undefined) edge.classList.toggle("idle", text === "");
      }
      break;
    case "sparks":
      sparks.add(event.sparks);
  }
}

/**
 * Replaces a part of the page, and keeps the focus on the link to the same instance.
 * @param {string} name
 * @param {string} markup
 */
function replace(name, markup) {
  for (const part of parts) {
    if (part.getAttribute("data-part") !== name) continue;
    const focused = part.contains(document.activeElement) && document.activeElement;
    const known = new Set([...part.querySelectorAll("[data-id]")].map(idOf));
    part.innerHTML = trusted(markup);
    showLocalTimes(part);
    for (const dot of part.querySelectorAll(".spot")) {
      if (!known.has(idOf(dot))) dot.classList.add("new");
    }
    const id = focused ? focused.getAttribute("data-id") : null;
    if (id) focusOn(part.querySelector(`a[data-id="${CSS.escape(id)}"]`));
  }
}

/** @param {Element} element */
function idOf(element) {
  return element.getAttribute("data-id");
}

/** @param {Element | null} element */
function focusOn(element) {
  if (element instanceof SVGElement || element instanceof HTMLElement) element.focus();
}

/**
 * Brings links in step with new markup: those of instances that stay are kept, so that they change
 * slowly, and only new ones appear.
 * @param {string} selector
 * @param {string} markup
 * @param {boolean} isSvg
 */
function patch(selector, markup, isSvg) {
  const group = document.querySelector(selector);
  if (!group) return;
  const made = isSvg
    ? document.createElementNS("http://www.w3.org/2000/svg", "g")
    : document.createElement("div");
  made.innerHTML = trusted(markup);
  const kept = new Map([...group.children].map((each) => [idOf(each), each]));
  const next = [...made.children].map((fresh) => {
    const old = kept.get(idOf(fresh));
    if (!old) {
      fresh.classList.add("new");
      return fresh;
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const title of [":scope > title", ":scope > small"]) {
      const [from, to] = [fresh.querySelector(title), old.querySelector(title)];
      if (from && to) to.textContent = from.textContent;
    }
    return old;
  });
  const isSame =
    next.length === group.children.length && next.every((each, at) => each === group.children[at]);
  if (!isSame) group.replaceChildren(...next);
}
