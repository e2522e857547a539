import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { ConnectError } from "@connectrpc/connect";
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

test("fast transport says of an error that it came from a server, also from one without Connect", async () => {
  for (const [status, type] of [
    [502, "text/html"],
    [503, "application/json"],
    [200, "text/html"],
  ] as const) {
    const path: Path = {
      ...fastPath,
      createServer: () =>
        createServer((_request, response) => {
          response.writeHead(status, { "content-type": type, "set-cookie": "a=1" }).end("<p>no");
        }),
    };
    await using pair = await connect(path, {});
    const error = await pair.client.convert({}).catch((reason: unknown) => reason);
    assert.ok(error instanceof ConnectError);
    // Else a handler that passes it on would send that server's cookies to its own caller.
    assert.equal(error.isWireError, true);
  }
});
