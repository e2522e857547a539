import { NoAnswerError } from "./fetch-page.js";
import { showToast } from "./toast.js";

/**
 * Says on the page that there was no answer. The page stays, with what was typed. Any other answer,
 * such as a proxy's, is left to the browser.
 * @param {unknown} error
 * @param {() => void} navigate
 */
export function showFailure(error, navigate) {
  if (!(error instanceof NoAnswerError)) return navigate();
  showToast("The shop cannot be reached. Check your connection, and try again.");
}
