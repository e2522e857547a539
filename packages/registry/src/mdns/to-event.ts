import type { PacketEvent } from "@hipstershop/dns-sd";
import type { RegistryEvent } from "../events/registry-event.ts";
import { printable } from "../printable.ts";
import type { Instance } from "../registry.ts";
import { toInstance } from "./to-instance.ts";

export interface ToEventOptions {
  readonly shopName: string;
  /** Returns an instance of the shop that is known. */
  readonly find: (id: string) => Instance | undefined;
}

/**
 * Returns a packet as an event; undefined where it is about no instance of the shop. A question for a
 * service may come from another shop of this network: it does not say which one asks.
 */
export function toEvent(
  { type, services, names, subtypes, direction, lines, bytes }: PacketEvent,
  { shopName, find }: ToEventOptions,
): Omit<RegistryEvent, "atMs"> | undefined {
  const ours = services
    .flatMap((service) => toInstance(service) ?? [])
    .filter((announced) => announced.shopName === shopName)
    .map(({ instance }) => instance);
  const known = names.flatMap((name) => find(name) ?? []);
  const isForServices = type === "question" && names.length === 0;
  const instances = type === "question" ? known : ours;
  if (instances.length === 0 && !isForServices) return undefined;
  const about = [...subtypes.map(printable), ...instances.map(({ service }) => service)];
  return {
    type,
    registry: "mdns",
    services: [...new Set(about)],
    instances,
    message: { direction, lines: lines.map(printable), bytes },
  };
}
