import { channel } from "node:diagnostics_channel";

/** What has happened to the service of `serve`. */
export type ServeEvent =
  | { readonly kind: "registered" }
  | { readonly kind: "failed"; readonly reason: string };

/** The channel of ServeEvents, for code that watches over the process. */
export const serveEvents = channel("hipstershop.serve");
