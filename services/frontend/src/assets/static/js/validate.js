/**
 * Checks a form and says beside each field what is wrong with it. Returns whether all is
 * well; if not, the first bad field has the focus. The server checks again, and more.
 * @param {HTMLFormElement} form
 */
export function validate(form) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = form.querySelectorAll("input[data-message]");
  const bad = [...fields].filter((field) => !check(field));
  bad[0]?.focus();
  return bad.length === 0;
}

/** @param {HTMLInputElement} field */
function check(field) {
  const valid = field.checkValidity();
  const message = document.getElementById(`${field.id}-error`);
  if (message) message.textContent = valid ? "" : (field.dataset.message ?? "");
  if (valid) field.removeAttribute("aria-invalid");
  else {
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => check(field), { once: true });
  }
  return valid;
}
