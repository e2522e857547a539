import { passesLuhn } from "./passes-luhn.js";
import { pastedDigits } from "./pasted-digits.js";

/**
 * Checks a form and says beside each field what is wrong with it. Returns whether the form is
 * correct; if not, the first bad field has the focus. The server checks all of it again.
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
  const problem = problemOf(field);
  const message = document.getElementById(`${field.id}-error`);
  if (message) message.textContent = problem ?? "";
  if (problem === undefined) field.removeAttribute("aria-invalid");
  else {
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => check(field), { once: true });
  }
  return problem === undefined;
}

/**
 * Returns what is wrong with a field, as the server would say it.
 * @param {HTMLInputElement} field
 */
function problemOf(field) {
  const { check, message } = field.dataset;
  if (!field.checkValidity()) return message;
  const digits = pastedDigits(field.value);
  if (check === "code" && !/^\d{3,4}$/.test(digits)) return message;
  if (check !== "card") return undefined;
  if (!/^\d{12,19}$/.test(digits)) return message;
  return passesLuhn(digits) ? undefined : "Check the card number: a digit of it is wrong.";
}
