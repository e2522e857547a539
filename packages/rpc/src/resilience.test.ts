import assert from "node:assert/strict";
import { constants, type ServerHttp2Session } from "node:http2";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { fastPath, type Path, stockPath } from "@hipstershop/transport/testing";
import { createClients } from "./clients.ts";
import { serveInstance } from "./testing/serve-instance.ts";
import { startProcess } from "./testing/start-process.ts";

describe("client", { concurrency: true }, () => {
  for (const path of [stockPath, fastPath]) {
    test(`stops calling a frozen instance, and calls it again when it goes on (${path.name})`, async (t) => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "currencyservice-1");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CurrencyService, { timeoutMs: 30_000 });
      await client.convert({});
      const convert = () => ({ currencyCode: "two" });
      await using _two = await serveInstance(
        CurrencyService,
        { convert },
        { registry, path, id: "2" },
      );
      one.process.kill("SIGSTOP");
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.convert({})));
      assert.ok(answers.every((answer) => answer.currencyCode === "two"));
      one.process.kill("SIGCONT");
      const isBack = async () => assert.equal((await client.convert({})).currencyCode, "process");
      await t.waitFor(isBack, { interval: 10, timeout: 30_000 });
    });

    test(`fails a call that changes something when its instance freezes (${path.name})`, async () => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "cartservice-1");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CartService, { timeoutMs: 30_000 });
      await client.addItem({});
      one.process.kill("SIGSTOP");
      await assert.rejects(client.addItem({}), { code: Code.Unavailable });
    });

    test(`fails nothing without side effects when an instance is killed (${path.name})`, async () => {
      await using registry = createMemoryRegistry();
      await using one = await startProcess(registry, path.name, "currencyservice-1");
      await using _two = await startProcess(registry, path.name, "currencyservice-2");
      await using clients = createClients({ registry, open: path.open });
      const client = clients.client(CurrencyService, { timeoutMs: 30_000 });
      let calls = 0;
      async function caller() {
        while (calls < 1_000) {
          calls += 1;
          if (calls === 300) one.process.kill("SIGKILL");
          await client.convert({});
        }
      }
      await Promise.all(Array.from({ length: 16 }, caller));
    });
  }

  test("survives a GOAWAY on an idle connection", async (t) => {
    await using registry = createMemoryRegistry();
    const sessions: ServerHttp2Session[] = [];
    const path: Path = {
      ...stockPath,
      createServer(...args) {
        const server = stockPath.createServer(...args);
        return server.on("session", (session) => sessions.push(session));
      },
    };
    const convert = () => ({ currencyCode: "one" });
    await using _one = await serveInstance(CurrencyService, { convert }, { registry, path });
    await using clients = createClients({ registry, open: path.open });
    const client = clients.client(CurrencyService);
    await client.convert({});
    const current = () => sessions.findLast((session) => !session.destroyed);
    for (const code of [constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_ENHANCE_YOUR_CALM]) {
      const before = current();
      before?.goaway(code);
      await t.waitFor(
        async () => {
          await client.convert({});
          assert.notEqual(current(), before, "the connection is still in use");
        },
        { interval: 10, timeout: 20_000 },
      );
    }
  });
});
