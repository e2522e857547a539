import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../testing/connect.ts";
import { fastPath, type Path } from "../testing/paths.ts";

test("fast transport closes an idle connection before its server does", async (t) => {
  const path: Path = {
    ...fastPath,
    createServer(...args) {
      // Node's servers announce 2 s, and close a second later.
      return Object.assign(fastPath.createServer(...args), { keepAliveTimeout: 2_000 });
    },
  };
  await using pair = await connect(path, { convert: () => ({}) });
  await pair.client.convert({});
  const [socket] = pair.sockets;
  let closer: string | undefined;
  socket?.once("end", () => {
    closer ??= "client";
  });
  socket?.once("close", () => {
    closer ??= "server";
  });
  await t.waitFor(() => assert.equal(closer, "client"), { timeout: 20_000 });
});
