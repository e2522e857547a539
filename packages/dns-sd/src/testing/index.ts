export { createDnsNames } from "../messages/dns-names.ts";
export { response } from "../messages/message.ts";
export { messageLength } from "../messages/to-packet.ts";
export { announced, toRecords } from "../messages/to-records.ts";
export { freePort } from "./free-port.ts";
export { heapUsed } from "./heap-used.ts";
