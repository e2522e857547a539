// What every page of the observer does better with scripts. Each is whole without them.
import { followPage } from "./follow-page.js";
import { showLocalTimes } from "./show-local-times.js";

document.documentElement.classList.add("scripted");
showLocalTimes(document);
followPage();
