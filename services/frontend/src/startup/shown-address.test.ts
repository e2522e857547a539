import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { shownAddress } from "./shown-address.ts";

async function listen(host: string, port = 0) {
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  };
}

test("shownAddress is localhost only where the frontend listens there", async () => {
  await using shop = await listen("127.0.0.1");
  assert.equal(await shownAddress(`127.0.0.1:${shop.port}`), `localhost:${shop.port}`);
  for (const address of ["10.81.0.1:8140", "[fd00::7]:8140", "127.0.0.2:8140"]) {
    assert.equal(await shownAddress(address), address);
  }
});

test("shownAddress names the address when another program has the port of the other", async (t) => {
  const held = await listen("::1").catch(() => undefined);
  if (!held) return t.skip("this machine has no ::1");
  await using other = held;
  assert.equal(await shownAddress(`127.0.0.1:${other.port}`), `127.0.0.1:${other.port}`);
  await using shop = await listen("127.0.0.1");
  assert.equal(await shownAddress(`[::1]:${shop.port}`), `[::1]:${shop.port}`);
});
