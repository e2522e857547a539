import { showLocalTimes } from "./show-local-times.js";
import { parsePage } from "./trusted.js";

/**
 * Keeps the part of the page that has `data-follow` up to date: when its topic tells of a change,
 * that part is asked for again. It stays as it is while the button holds it, while the keyboard is in
 * it, and while nobody sees it.
 */
export function followPage() {
  const part = /** @type {HTMLElement | null} */ (document.querySelector("[data-follow]"));
  if (!part) return;
  const button = document.querySelector(".pause");
  const isHeld = () =>
    button?.getAttribute("aria-pressed") === "true" || part.contains(document.activeElement);
  let missed = false;
  let asking = false;

  async function update() {
    missed = isHeld() || document.hidden || asking;
    if (missed || !part) return;
    asking = true;
    try {
      const response = await fetch(location.href);
      const next = response.ok && parsePage(await response.text()).querySelector("[data-follow]");
      missed ||= isHeld();
      if (!next || isHeld()) return;
      showLocalTimes(next);
      part.replaceChildren(...document.adoptNode(next).childNodes);
    } catch {
      // The observer is gone for now. The stream comes back by itself, and tells then.
    } finally {
      asking = false;
      // More may have changed while it was asked for.
      if (missed) update();
    }
  }

  const topic = encodeURIComponent(part.dataset.follow ?? "");
  new EventSource(`/events?topic=${topic}`).addEventListener(part.dataset.follow ?? "", update);
  document.addEventListener("visibilitychange", () => missed && update());
  // Only after this event is it known where the keyboard goes.
  part.addEventListener("focusout", () => setTimeout(() => missed && update()));
  button?.addEventListener("click", () => {
    const held = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!held));
    if (held) update();
  });
}
