import { type Message, response } from "../messages/message.ts";
import { announced, toRecords } from "../messages/to-records.ts";
import type { LocalService, Service } from "../service.ts";
import { names } from "./create-service.ts";

/** Returns the message that announces a service. */
export function announcementOf(
  service: LocalService & Service,
  options: { readonly ttl?: number } = {},
): Message {
  return response({ answers: announced(toRecords(names, service, options)) });
}
