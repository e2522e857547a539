import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  type Interceptor,
  type ServiceImpl,
} from "@connectrpc/connect";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import type { TransportOptions } from "../instance-transport.ts";
import {
  fastPath,
  fastToStock,
  type Path,
  type ServerOptions,
  stockPath,
  stockToFast,
} from "../testing/paths.ts";
import { createUnaryListener } from "./unary-listener.ts";

interface Setup {
  readonly server?: ServerOptions;
  readonly client?: TransportOptions;
}

/** A client and a server with nothing but a path between them. */
async function connect(
  path: Path,
  implementation: Partial<ServiceImpl<typeof CurrencyService>>,
  setup: Setup = {},
) {
  const server = path.createServer(CurrencyService, implementation, setup.server);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const instance = { id: "one", service: "currencyservice", address, version: "", metadata: {} };
  const transport = path.open(instance, setup.client);
  return {
    client: createClient(CurrencyService, transport),
    sockets,
    async [Symbol.asyncDispose]() {
      transport.close?.();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The error of a call that must fail. */
function failure(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => assert.fail("The call did not fail"),
    (reason) => ConnectError.from(reason),
  );
}

for (const path of [stockPath, fastPath, stockToFast, fastToStock]) {
  describe(`unary call (${path.name})`, () => {
    test("carries the message, headers and trailers both ways", async () => {
      await using pair = await connect(path, {
        convert(request, { requestHeader, responseHeader, responseTrailer }) {
          responseHeader.set("echo", requestHeader.get("question") ?? "");
          responseHeader.append("set-cookie", "a=1");
          responseHeader.append("set-cookie", "b=2");
          responseTrailer.set("tail", "wags");
          return { currencyCode: request.toCode, units: -5n, nanos: -250_000_000 };
        },
      });
      let header = new Headers();
      let trailer = new Headers();
      const answer = await pair.client.convert(
        { toCode: "EUR" },
        {
          headers: { question: "why" },
          onHeader: (value) => {
            header = value;
          },
          onTrailer: (value) => {
            trailer = value;
          },
        },
      );
      const expected = { currencyCode: "EUR", units: -5n, nanos: -250_000_000 };
      assert.deepEqual(answer, create(MoneySchema, expected));
      assert.equal(header.get("echo"), "why");
      assert.deepEqual(header.getSetCookie(), ["a=1", "b=2"]);
      assert.equal(header.get("trailer-tail"), null);
      assert.equal(trailer.get("tail"), "wags");
    });

    test("carries an error with its code, message, details and metadata", async () => {
      await using pair = await connect(path, {
        convert() {
          const details = [{ desc: MoneySchema, value: { currencyCode: "EUR" } }];
          throw new ConnectError(
            "kein Geld für «Ü»",
            Code.FailedPrecondition,
            { why: "broke" },
            details,
          );
        },
      });
      const error = await failure(pair.client.convert({}));
      assert.equal(error.code, Code.FailedPrecondition);
      assert.equal(error.rawMessage, "kein Geld für «Ü»");
      assert.equal(error.metadata.get("why"), "broke");
      assert.equal(error.findDetails(MoneySchema)[0]?.currencyCode, "EUR");
    });

    test("tells nothing of an error that is no ConnectError", async () => {
      await using pair = await connect(path, {
        convert() {
          throw new TypeError("a secret");
        },
      });
      const error = await failure(pair.client.convert({}));
      assert.equal(error.code, Code.Internal);
      assert.equal(error.rawMessage, "internal error");
    });

    test("fails with unimplemented where the method is not", async () => {
      await using pair = await connect(path, {});
      await assert.rejects(pair.client.convert({}), { code: Code.Unimplemented });
    });

    test("runs interceptors on both ends, the first outermost", async () => {
      const order: string[] = [];
      const trace = (name: string): Interceptor => {
        return (next) => async (request) => {
          order.push(`${name} ${request.method.name}`);
          request.header.append("passed", name);
          const response = await next(request);
          response.header.append("passed", name);
          return response;
        };
      };
      await using pair = await connect(
        path,
        {
          convert(_request, { requestHeader }) {
            return { currencyCode: requestHeader.get("passed") ?? "" };
          },
        },
        {
          client: { interceptors: [trace("one"), trace("two")] },
          server: { interceptors: [trace("three"), trace("four")] },
        },
      );
      let passed: string | null = null;
      const answer = await pair.client.convert(
        {},
        {
          onHeader: (header) => {
            passed = header.get("passed");
          },
        },
      );
      assert.equal(answer.currencyCode, "one, two, three, four");
      assert.equal(passed, "four, three, two, one");
      assert.deepEqual(
        order,
        ["one", "two", "three", "four"].map((name) => `${name} Convert`),
      );
    });

    test("refuses a request that is too long, and goes on with the next", async () => {
      const convert = () => ({});
      await using pair = await connect(path, { convert }, { server: { readMaxBytes: 100 } });
      const long = pair.client.convert({ toCode: "E".repeat(200_000) });
      await assert.rejects(long, { code: Code.ResourceExhausted });
      await pair.client.convert({ toCode: "EUR" });
    });

    test("refuses an answer that is too long, and goes on with the next", async () => {
      const convert = ({ toCode }: { toCode: string }) => ({ currencyCode: toCode.repeat(1_000) });
      await using pair = await connect(path, { convert }, { client: { readMaxBytes: 100 } });
      const long = pair.client.convert({ toCode: "EUR" });
      await assert.rejects(long, { code: Code.ResourceExhausted });
      await pair.client.convert({});
    });

    test("ends at its deadline on both ends", async () => {
      const began = Promise.withResolvers<AbortSignal>();
      await using pair = await connect(path, {
        convert(_request, { signal }) {
          began.resolve(signal);
          return new Promise((resolve) => signal.addEventListener("abort", () => resolve({})));
        },
      });
      // On a busy machine a call may be over before it has reached the server.
      let signal: AbortSignal | undefined;
      for (let timeoutMs = 50; signal === undefined; timeoutMs *= 2) {
        const call = pair.client.convert({}, { timeoutMs });
        await assert.rejects(call, { code: Code.DeadlineExceeded });
        signal = await Promise.race([began.promise, undefined]);
      }
      if (!signal.aborted) await once(signal, "abort");
    });

    test("ends on both ends when the caller cancels", async () => {
      const began = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<unknown>();
      await using pair = await connect(path, {
        convert(_request, { signal }) {
          signal.addEventListener("abort", () => ended.resolve(signal.reason));
          began.resolve();
          return ended.promise.then(() => ({}));
        },
      });
      const controller = new AbortController();
      const call = pair.client.convert({}, { signal: controller.signal });
      await began.promise;
      controller.abort();
      await assert.rejects(call, { code: Code.Canceled });
      await ended.promise;
      const again = pair.client.convert({}, { signal: controller.signal });
      await assert.rejects(again, { code: Code.Canceled });
    });

    test("aborts its handler's signal when it has ended", async () => {
      let signal: AbortSignal | undefined;
      await using pair = await connect(path, {
        convert(_request, context) {
          signal = context.signal;
          assert.equal(signal.aborted, false);
          return {};
        },
      });
      await pair.client.convert({}, { timeoutMs: 60_000 });
      assert.equal(signal?.aborted, true);
    });

    test("does not wait for one call to answer another", async () => {
      const held = Promise.withResolvers<void>();
      await using pair = await connect(path, {
        async convert({ toCode }) {
          if (toCode === "slow") await held.promise;
          return { currencyCode: toCode };
        },
      });
      const slow = pair.client.convert({ toCode: "slow" });
      const quick = await Promise.all(
        ["a", "b", "c"].map((toCode) => pair.client.convert({ toCode })),
      );
      assert.deepEqual(
        quick.map((answer) => answer.currencyCode),
        ["a", "b", "c"],
      );
      held.resolve();
      assert.equal((await slow).currencyCode, "slow");
    });

    test("uses its connections again", async () => {
      await using pair = await connect(path, { convert: () => ({}) });
      for (let i = 0; i < 10; i++) await pair.client.convert({});
      assert.equal(pair.sockets.size, 1);
    });
  });
}

test("fast transport closes an idle connection before its server does", async (t) => {
  const path: Path = {
    ...fastPath,
    createServer(...args) {
      // Node's servers say 2 s and wait for one more.
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

/** What a fast listener in front of nothing answers to a request made by hand. */
async function post(headers: Record<string, string>, body: string | Uint8Array, method = "POST") {
  const unary = createUnaryListener(CurrencyService, {
    convert: (_request, { timeoutMs }) => ({ units: BigInt(timeoutMs() ?? 0) }),
  });
  const server = createServer((incoming, outgoing) => {
    if (!unary(incoming, outgoing)) outgoing.writeHead(418).end("left alone");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const path = "/hipstershop.CurrencyService/Convert";
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const text = Buffer.concat(await response.toArray()).toString();
  server.close();
  return { status: response.statusCode as number, text };
}

const proto = { "content-type": "application/proto" };

test("unary listener leaves alone what is no plain unary call", async () => {
  const others = [
    post({ "content-type": "application/json" }, "{}"),
    post({ "content-type": "application/grpc-web+proto" }, ""),
    post({ "content-type": "application/connect+proto" }, ""),
    post({ ...proto, "content-encoding": "gzip" }, ""),
    post(proto, "", "PUT"),
  ];
  for (const { status, text } of await Promise.all(others)) {
    assert.deepEqual([status, text], [418, "left alone"]);
  }
});

test("unary listener takes what it cannot parse for the caller's fault", async () => {
  const { status, text } = await post(proto, Uint8Array.of(0xff, 0xff));
  assert.equal(status, 400);
  const message = "cannot parse the request as hipstershop.CurrencyConversionRequest";
  assert.deepEqual(JSON.parse(text), { code: "invalid_argument", message });
});

test("unary listener refuses a timeout that is none", async () => {
  const { status, text } = await post({ ...proto, "connect-timeout-ms": "soon" }, "");
  assert.equal(status, 400);
  assert.equal(JSON.parse(text).code, "invalid_argument");
});

test("unary listener tells of a fault of which the caller is told nothing", async () => {
  const faults: unknown[] = [];
  const listener = createUnaryListener(
    CurrencyService,
    {
      // No int32.
      convert: () => ({ nanos: 1.5 }),
      getSupportedCurrencies(_request, { responseHeader }) {
        responseHeader.set("x-bad", "\u0001");
        return {};
      },
    },
    { onFault: (fault) => void faults.push(fault) },
  );
  const server = createServer((incoming, response) => void listener(incoming, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = (method: string) =>
    fetch(`${url}/hipstershop.CurrencyService/${method}`, { method: "POST", headers: proto });
  try {
    const answer = await call("Convert");
    assert.equal(answer.status, 500);
    assert.deepEqual(await answer.json(), { code: "internal", message: "internal error" });
    assert.match(String(faults[0]), /nanos/);
    await assert.rejects(call("GetSupportedCurrencies"));
    assert.match(String(faults.at(-1)), /x-bad/);
  } finally {
    server.close();
  }
});
