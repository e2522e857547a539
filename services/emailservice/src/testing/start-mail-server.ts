import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail that the server has accepted. */
export interface Received {
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly message: string;
}

/**
 * Starts a mail server on a free port of 127.0.0.1, until the test ends. What it accepts is
 * pushed to `received`.
 */
export async function startMailServer(
  t: TestContext,
  options: SMTPServerOptions = {},
): Promise<{ address: string; received: readonly Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, { envelope }, done) {
      text(stream).then((message) => {
        received.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : undefined,
          to: envelope.rcptTo.map(({ address }) => address),
          message,
        });
        done();
      }, done);
    },
    ...options,
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, received };
}
