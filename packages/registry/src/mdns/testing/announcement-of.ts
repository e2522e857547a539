import { type Message, response } from "@hipstershop/dns-sd";
import type { Instance } from "../../registry.ts";
import { type InstanceRecords, toRecords } from "../to-records.ts";

/** Returns the message that announces an instance of a shop. */
export function announcementOf(
  instance: Instance,
  shop: string,
  options: { readonly ttl?: number } = {},
): Message {
  return response({ answers: listOf(toRecords(instance, { shop, ...options })) });
}

/** Returns the records of an instance in a row. */
export function listOf(records: InstanceRecords) {
  const { type, subtype, srv, txt, address } = records;
  return [type, subtype, srv, txt, address];
}
