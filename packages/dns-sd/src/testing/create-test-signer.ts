import type { Service } from "../service.ts";
import type { Says, Signer } from "../signer.ts";

/** Returns a signer that keeps no secret: its signatures are good for five minutes. */
export function createTestSigner(): Signer {
  const signature = ({ name, address, port }: Service, says: Says) =>
    `${says} ${name} ${address} ${port}`;
  return {
    sign: (service, says) => [
      ["time", `${Date.now()}`],
      ["signature", signature(service, says)],
    ],
    verify(service, says) {
      const isFresh = Math.abs(Date.now() - Number(service.txt.get("time"))) <= 300_000;
      return isFresh && service.txt.get("signature") === signature(service, says);
    },
  };
}
