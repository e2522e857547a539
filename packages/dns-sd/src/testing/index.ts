export { createDnsNames } from "../dns-names.ts";
export { response } from "../message.ts";
export { messageLength } from "../to-packet.ts";
export { announced, toRecords } from "../to-records.ts";
export { freePort } from "./free-port.ts";
export { heapUsed } from "./heap-used.ts";
