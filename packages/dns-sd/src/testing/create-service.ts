import { randomBytes, randomInt } from "node:crypto";
import { createDnsNames } from "../messages/dns-names.ts";
import type { LocalService, Service } from "../service.ts";

/** The type of the services in tests. */
export const TYPE = "_test._tcp";
export const names = createDnsNames(TYPE);

/** Returns a service of a subtype, unlike any other, that nothing listens for. */
export function createService(subtype: string): LocalService & Service {
  return {
    name: `${subtype}-${randomBytes(5).toString("hex")}`,
    subtypes: [subtype],
    address: "127.0.0.1",
    port: randomInt(1024, 65_536),
    txt: new Map([
      ["subtype", subtype],
      ["zone", "zürich-1"],
      ["Build-Id", "a=b c"],
    ]),
  };
}

/** Returns a service as whoever finds it sees it. */
export function asFound({ name, address, port, txt }: Service): Service {
  return { name, address, port, txt };
}
