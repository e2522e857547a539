/** The registry name of the shop's own receiver. */
export const OBSERVER = "observer";
