// What every page of the observer does better with scripts. Each is whole without them.
import { showLocalTimes } from "./show-local-times.js";

showLocalTimes(document);
