import { parsePage } from "./trusted.js";

/**
 * Sends the forms that act on processes without leaving the page, on which the map shows what comes of
 * it. Why something was not done is shown where the buttons were.
 */
export function actInPlace() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-act")) return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    const body = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
    // Where it leads to is this page.
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (response.type === "opaqueredirect") {
      form.closest("dialog")?.close();
      return;
    }
    const why = parsePage(await response.text()).querySelector("main");
    form.replaceWith(why?.querySelector(".lead") ?? "");
  });
}
