import type { Saying } from "./messages/saying-of.ts";

/** A packet of multicast DNS that this process sent, or heard from another, and what it says. */
export interface PacketEvent extends Saying {
  readonly direction: "sent" | "heard";
  /** Its questions and records as text, a line each. */
  readonly lines: readonly string[];
  readonly bytes: Uint8Array;
}

/**
 * Takes the packets that concern a type of service. Nothing is made for it while it has no
 * subscriber, as with a channel of `node:diagnostics_channel`.
 */
export interface PacketTap {
  readonly hasSubscribers: boolean;
  publish(event: PacketEvent): void;
}
