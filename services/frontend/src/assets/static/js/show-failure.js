import { NoAnswerError } from "./fetch-page.js";
import { showToast } from "./toast.js";

/**
 * Says on the page that there was no answer: the page stays, and so does what was typed. Any
 * other answer, as a proxy's, is shown best by the browser itself.
 * @param {unknown} error
 * @param {() => void} navigate
 */
export function showFailure(error, navigate) {
  if (!(error instanceof NoAnswerError)) return navigate();
  showToast("The shop cannot be reached. Check your connection, and try again.");
}
