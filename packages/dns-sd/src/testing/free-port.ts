import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";

/**
 * Returns a UDP port that nobody uses: a multicast network of a test's own. It is below those that systems hand
 * out, so that no other program is given it before the test opens it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    await using socket = createSocket("udp4").bind(port);
    try {
      await once(socket, "listening");
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}
