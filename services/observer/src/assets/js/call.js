// Makes the page of an RPC live: the answer, and each message of a stream, come without loading the page
// again. What was called is kept in this browser.
import { keepCalls } from "./call-history.js";
import { readEvents } from "./read-events.js";
import { showLocalTimes } from "./show-local-times.js";
import { parsePage } from "./trusted.js";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-call]"));
const keep = keepCalls();
/** @type {AbortController | undefined} */
let current;

/** @param {string} name */
const slot = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-slot="${name}"]`));

/**
 * @param {string} name
 * @param {string} markup
 */
function fill(name, markup) {
  const { body } = parsePage(markup);
  showLocalTimes(body);
  const target = slot(name);
  const last = target.scrollHeight - target.scrollTop - target.clientHeight < 40;
  if (name !== "messages") target.replaceChildren();
  target.append(...document.adoptNode(body).childNodes);
  if (name === "messages" && last) target.scrollTop = target.scrollHeight;
}

/** @param {string} text */
function note(text) {
  const line = document.createElement("p");
  line.className = "hint";
  line.textContent = text;
  return line;
}

/**
 * Calls what the form says, and shows what comes.
 * @param {HTMLFormElement} form
 * @param {FormData} fields
 */
async function call(form, fields) {
  current?.abort();
  const controller = new AbortController();
  current = controller;
  for (const wrong of form.querySelectorAll(".field-error, [role=alert]")) wrong.remove();
  for (const field of form.querySelectorAll("[aria-invalid]"))
    field.removeAttribute("aria-invalid");
  for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
  for (const name of ["messages", "end", "trace"]) slot(name).replaceChildren();
  slot("answer").replaceChildren(note("Waiting for the answer …"));
  page.setAttribute("aria-busy", "true");
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button quiet small";
  stop.textContent = "Stop";
  stop.addEventListener("click", () => controller.abort());
  slot("end").append(stop);
  try {
    const body = new URLSearchParams(/** @type {any} */ (fields));
    const response = await fetch(`${form.getAttribute("action")}/live`, {
      method: "POST",
      body,
      signal: controller.signal,
    });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      // A page that says why it was refused: nothing was called.
      form.submit();
      return;
    }
    for await (const event of readEvents(response)) {
      if (event.called) keep(event.called);
      else if (event.slot) fill(event.slot, event.html ?? "");
      if (event.slot === "answer") {
        page.removeAttribute("aria-busy");
        slot("answer").scrollIntoView({ block: "nearest" });
      }
      if (event.slot === "form") {
        /** @type {HTMLElement | null} */ (document.querySelector("[aria-invalid]"))?.focus();
      }
      if (event.slot === "end" || (event.slot === "answer" && !stopMatters())) stop.remove();
    }
  } catch {
    if (controller.signal.aborted) slot("end").replaceChildren(note("Stopped."));
    else slot("end").replaceChildren(note("The observer is out of reach."));
  } finally {
    stop.remove();
    if (current === controller) page.removeAttribute("aria-busy");
  }
}

/** A stream can be stopped after its answer has begun. */
function stopMatters() {
  return page.dataset.call === "stream";
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!page.contains(form) || (button && button.value !== "call")) return;
  event.preventDefault();
  call(form, new FormData(form, button));
});

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-copy]");
  if (!button) return;
  const code = button.closest("figure")?.querySelector("code")?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2_000);
});
