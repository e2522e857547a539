// What the shop does better with JavaScript: it adds to the cart, switches the currency and
// checks a form without a reload. Every form and link works without this file just as well.
import { fetchPage } from "./fetch-page.js";
import { showFailure } from "./show-failure.js";
import { showLocalTimes } from "./show-local-times.js";
import { showRegion } from "./show-region.js";
import { showToast } from "./toast.js";
import { validate } from "./validate.js";

// Hides what only a page without scripts needs.
document.documentElement.classList.add("scripted");
showLocalTimes(document);
// A page from the browser's cache has its old keys, which may be used up.
for (const form of document.querySelectorAll("form[data-enhance=add]")) renewKey(form);

addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const kind = form.dataset.enhance;
  if (kind === "checkout") {
    checkOnce(form, event);
  } else if (kind === "add") {
    event.preventDefault();
    await busy(form, () => addToCart(form));
  } else if (kind === "quantity") {
    event.preventDefault();
    await busy(form, async () => show(await fetchPage(form)));
  } else if (kind === "currency") {
    event.preventDefault();
    await busy(form, () => switchCurrency(form));
  } else if (!navigator.onLine) {
    // The browser would put its own error in place of the page.
    event.preventDefault();
    showToast("You are offline. Nothing was sent.");
  }
});

addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.form?.dataset.enhance === "currency") field.form.requestSubmit();
  if (field.id === "country") showRegion(field);
});

// A page that the browser kept shows an old cart, and may have a locked button.
addEventListener("pageshow", async (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[aria-busy]"))
    button.removeAttribute("aria-busy");
  const page = await fetchPage(location.href).catch(() => undefined);
  if (!page?.ok) return;
  // On the cart page nothing may be ordered that the page does not show.
  if (document.querySelector("main.page-cart")) await show(page);
  else replace("[data-cart]", page.document);
});

/**
 * Adds the product of a form to the cart, and shows how much is in it now.
 * @param {HTMLFormElement} form
 */
async function addToCart(form) {
  const page = await fetchPage(form);
  // The cart, or an error, is shown as a whole page.
  if (!page.ok || document.querySelector("main.page-cart")) return show(page);
  replace("[data-cart]", page.document);
  replace("[data-notices]", page.document);
  renewKey(form);
  const { name } = form.dataset;
  const cart = document.querySelector("[data-cart]")?.closest("a");
  showToast(`${name} is in your cart.`, { text: "View cart", href: cart?.href ?? form.action });
}

/**
 * Gives a form a new key, because the next click is another addition. Until the answer comes, each
 * click repeats the same addition.
 * @param {Element} form
 */
function renewKey(form) {
  const field = form.querySelector("input[name=idempotency_key]");
  // Not randomUUID: only pages from HTTPS or this machine have it.
  const key = [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  field?.setAttribute("value", key);
}

/**
 * Shows the page in the chosen currency. When another one was chosen meanwhile, as with the arrow
 * keys, it then shows that.
 * @param {HTMLFormElement} form
 */
async function switchCurrency(form) {
  const chosen = form.querySelector("select");
  const sent = chosen?.value;
  await show(await fetchPage(form));
  const shown = document.querySelector(".currency")?.querySelector("select");
  if (!chosen || !shown || chosen.value === sent) return;
  shown.value = chosen.value;
  shown.form?.requestSubmit();
}

/**
 * Shows a page in place of the current one. The focus stays where it is, if that is still
 * there, else it goes to the content.
 * @param {import("./fetch-page.js").FetchedPage} page
 */
async function show(page) {
  showLocalTimes(page.document);
  const focused = document.activeElement?.id;
  const swap = () => {
    const view = document.querySelector("main")?.className;
    const typed = document.querySelectorAll(".checkout fieldset");
    for (const part of [".currency", ".tools", "[data-notices]", "main", "footer"]) {
      replace(part, page.document);
    }
    keepTyped(typed);
    document.title = page.document.title;
    if (page.url) history.replaceState(null, "", page.url);
    const main = document.querySelector("main");
    const next = (focused && document.getElementById(focused)) || main;
    // The same page keeps its scroll position.
    next?.focus({ preventScroll: main?.className === view });
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!document.startViewTransition || calm) return swap();
  const { updateCallbackDone, ready, finished } = document.startViewTransition(swap);
  // The swap also happens when the browser skips the transition, as in a hidden tab.
  for (const each of [ready, finished]) each.catch(() => {});
  await updateCallbackDone;
}

/**
 * Keeps what was typed at checkout, and what is wrong with it, in a cart that came with the
 * form of a demo customer. The rest of the form is new: its total, and its idempotency key.
 * @param {NodeListOf<Element>} typed
 */
function keepTyped(typed) {
  for (const [index, fieldset] of document.querySelectorAll(".checkout fieldset").entries()) {
    fieldset.replaceWith(typed[index] ?? fieldset);
  }
}

/**
 * Lets a checkout form through when it is correct, and only once in a while. When no page has come
 * after that, it may be sent again: its idempotency key makes it one order.
 * @param {HTMLFormElement} form
 * @param {SubmitEvent} event
 */
function checkOnce(form, event) {
  const button = form.querySelector("button[type=submit]");
  if (button?.hasAttribute("aria-busy") || !validate(form)) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    showToast("You are offline. Nothing was ordered.");
    return;
  }
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => button?.removeAttribute("aria-busy"), 5_000);
}

/**
 * Marks a form's button while a request is under way, and ignores clicks until it is done.
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} run
 */
async function busy(form, run) {
  const button = form.querySelector("button");
  if (button?.hasAttribute("aria-busy")) return;
  button?.setAttribute("aria-busy", "true");
  try {
    await run();
  } catch (error) {
    // The choice shows what the prices are in.
    if (form.dataset.enhance === "currency") form.reset();
    showFailure(error, () => {
      // It may have been added, so it is not added again: the cart shows it.
      if (form.dataset.enhance === "add") location.assign(form.action);
      else form.submit();
    });
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/**
 * Replaces a part of this document by the same part of another.
 * @param {string} selector
 * @param {Document} from
 */
function replace(selector, from) {
  const next = from.querySelector(selector);
  if (next) document.querySelector(selector)?.replaceWith(document.adoptNode(next));
}
