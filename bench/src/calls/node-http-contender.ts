import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallName, Contender } from "./contender.ts";
import { rawMessages } from "./raw-messages.ts";

/**
 * The limit of what goes over node:http: it posts the bytes of a call and reads those of the
 * answer, and does nothing else.
 */
export const nodeHttpContender: Contender = {
  async serve() {
    const server = createServer((incoming, response) => {
      incoming
        .on("data", () => {})
        .on("end", () => {
          const { answer } = rawMessages[(incoming.url ?? "").slice(1) as CallName];
          response.writeHead(200, { "content-length": answer.length }).end(answer);
        });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { convert: address, listProducts: address };
  },

  async connect(addresses) {
    const agent = new Agent({ keepAlive: true });
    function call(name: CallName) {
      const { request: message, answer } = rawMessages[name];
      const [host, port] = addresses[name].split(":");
      const headers = { "content-length": message.length };
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const read = (response: IncomingMessage) => {
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
        });
        response.on("end", () => {
          if (length === answer.length) resolve();
          else reject(new Error(`${length} bytes came, not ${answer.length}`));
        });
      };
      request({ host, port, path: `/${name}`, method: "POST", agent, headers }, read)
        .on("error", reject)
        .end(message);
      return promise;
    }
    return { convert: () => call("convert"), listProducts: () => call("listProducts") };
  },
};
