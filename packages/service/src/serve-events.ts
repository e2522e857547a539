import { channel } from "node:diagnostics_channel";

/** What became of the service that `serve` serves. */
export type ServeEvent =
  | { readonly kind: "registered" }
  | { readonly kind: "failed"; readonly reason: string };

/** Where `serve` publishes ServeEvents, for whoever watches over the process. */
export const serveEvents = channel("hipstershop.serve");
