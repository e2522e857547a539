import type { Service } from "./service.ts";

/** What is signed: that a service is there, or that it goes. */
export type Says = "announcement" | "goodbye";

/** Signs what is said of services, and checks what others say. */
export interface Signer {
  /** Returns further keys and values for the TXT record of a service. */
  sign(service: Service, says: Says): Iterable<readonly [key: string, value: string]>;
  /** Returns whether the TXT record of a service has what `sign` returns. */
  verify(service: Service, says: Says): boolean;
}
