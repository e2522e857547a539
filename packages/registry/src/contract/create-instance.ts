import { randomBytes, randomInt } from "node:crypto";
import type { Instance } from "../registry.ts";

/** Returns a new instance of a service, with an address where nothing listens. */
export function createInstance(service: string): Instance {
  return {
    id: `${service}-${randomBytes(5).toString("hex")}`,
    service,
    address: `127.0.0.1:${randomInt(1024, 65_536)}`,
    version: "1.2.3",
    metadata: { zone: "zürich-1", "Build-Id": "a=b c" },
  };
}
