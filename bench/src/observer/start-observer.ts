import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { onInterruption } from "../shop/on-interruption.ts";
import type { ShopCommand } from "../shop/shop-commands.ts";
import { cpuMsOf, memoryOf } from "../shop/usage.ts";
import type { Body } from "./telemetry-of-pages.ts";

/** An observer in a process of its own. */
export interface StartedObserver extends AsyncDisposable {
  /** Sends a body, and waits until it is taken. */
  readonly send: (body: Body) => Promise<void>;
  memoryBytes(): Promise<number>;
  /** Returns the CPU that it has used, in milliseconds. */
  cpuMs(): Promise<number>;
}

/** Starts an observer, alone in its shop, and resolves when it can be sent to. */
export async function startObserver({ cwd, command, args, env }: ShopCommand) {
  const shop = `bench-${randomBytes(4).toString("hex")}`;
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, REGISTRY: "mdns", SHOP: shop, PORT: "0", ...env },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const dispose = async () => {
    agent.destroy();
    if (child.kill("SIGTERM")) await once(child, "exit");
    interruption[Symbol.dispose]();
  };
  const interruption = onInterruption(dispose);
  const address = await addressIn(child.stdout);

  const observer: StartedObserver = {
    async send({ path, body }) {
      const asked = request(`http://${address}${path}`, {
        agent,
        method: "POST",
        headers: {
          "content-type": "application/x-protobuf",
          "content-length": body.byteLength,
        },
      });
      asked.end(body);
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      answer.resume();
      await once(answer, "end");
      if (answer.statusCode !== 200) throw new Error(`the observer answers ${answer.statusCode}`);
    },
    memoryBytes: async () => (await memoryOf(shop)).pss,
    cpuMs: async () => (await cpuMsOf(shop)).values().reduce((sum, each) => sum + each, 0),
    [Symbol.asyncDispose]: dispose,
  };
  return observer;
}

/** Returns the address that a log says the observer is at, and reads the rest of it. */
async function addressIn(log: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: log })
    .on("line", (line) => {
      const [, address] = /seen at http:\/\/([^, ]+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    })
    .on("close", () => reject(new Error("the observer has ended")));
  return promise;
}
