import { fetchPage } from "./fetch-page.js";
import { showFailure } from "./show-failure.js";

/**
 * Opens a page of the shop in a panel above the current one.
 * @param {string} href
 */
export async function openPanel(href) {
  const navigate = () => location.assign(href);
  const page = await fetchPage(href).catch((error) => showFailure(error, navigate));
  if (!page) return;
  const content = page.document.querySelector("main > article");
  if (!page.ok || !content) return navigate();
  // Two clicks open one panel.
  if (document.querySelector("dialog.panel")) return;
  const panel = document.createElement("dialog");
  panel.className = "panel";
  panel.setAttribute("aria-label", page.document.title);
  panel.append(closeButton(panel), document.adoptNode(content));
  panel.addEventListener("close", () => panel.remove());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  document.body.append(panel);
  panel.showModal();
}

/** @param {HTMLDialogElement} panel */
function closeButton(panel) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet close";
  button.textContent = "Close";
  button.addEventListener("click", () => panel.close());
  return button;
}
