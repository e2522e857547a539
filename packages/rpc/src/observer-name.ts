/** The registry name of the observer: the shop's own receiver of telemetry, and what was seen of it. */
export const OBSERVER = "observer";
