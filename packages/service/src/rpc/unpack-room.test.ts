import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import {
  CurrencyConversionRequestSchema,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";
import { ask } from "../testing/ask.ts";
import { soon } from "../testing/soon.ts";
import { createUnpackRoom } from "./unpack-room.ts";

const never = new AbortController().signal;

/** A room of 100 bytes, of which 60 are held until `end` is called. */
async function openHeld(waitMs = 60_000) {
  const room = createUnpackRoom(100, waitMs);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const call = room.run(never, async () => {
    await room.unpack(90, unpacked(60));
    hold();
    await ended;
  });
  await held;
  return { room, end, call };
}

function unpacked(length: number) {
  return async () => new Uint8Array(length);
}

test("unpack room begins with the smallest message that waits, when a call has ended", async () => {
  const { room, end, call } = await openHeld();
  const begun: number[] = [];
  const wait = (bytes: number) =>
    room.unpack(bytes, () => {
      begun.push(bytes);
      return unpacked(bytes)();
    });
  const large = [wait(80), wait(70)];
  await wait(40);
  assert.deepEqual(begun, [40]);
  end();
  await Promise.all([...large, call]);
  assert.deepEqual(begun, [40, 70, 80]);
  await wait(1_000);
});

test("unpack room refuses a message that has waited too long", async () => {
  const { room, end, call } = await openHeld(20);
  const refused = { code: Code.ResourceExhausted };
  await assert.rejects(room.unpack(50, unpacked(50)), refused);
  end();
  await call;
  await room.unpack(50, unpacked(50));
});

test("unpack room gives back what failed, and unpacks nothing for a caller that has gone", async () => {
  const { room, end, call } = await openHeld();
  const wrong = new Error("no gzip");
  await assert.rejects(
    room.unpack(40, () => Promise.reject(wrong)),
    wrong,
  );
  const gone = room.run(AbortSignal.abort(), async () => {
    await room.unpack(40, () => assert.fail());
  });
  await assert.rejects(gone, { code: Code.Canceled });
  await room.unpack(40, unpacked(40));
  end();
  await call;
});

const MESSAGE = toBinary(
  CurrencyConversionRequestSchema,
  create(CurrencyConversionRequestSchema, { toCode: "EUR".padEnd(4_000_000) }),
);
const PACKED = gzipSync(MESSAGE);
const ENVELOPE = Buffer.from([1, 0, 0, 0, 0]);
ENVELOPE.writeUInt32BE(PACKED.byteLength, 1);
const FRAMED = Buffer.concat([ENVELOPE, PACKED]);
const QUERY = `?connect=v1&encoding=proto&compression=gzip&base64=1&message=${PACKED.toString("base64url")}`;

const CONNECT = { "content-type": "application/proto", "content-encoding": "gzip" };

async function post(url: string, path: string, head: object, body: Uint8Array) {
  const answer = await ask(url, { ":path": `/hipstershop.CurrencyService/${path}`, ...head }, body);
  return Number(answer.headers[":status"]);
}

for (const [name, convert] of Object.entries({
  Connect: (url: string) => post(url, "Convert", CONNECT, PACKED),
  gRPC: (url: string) =>
    post(url, "Convert", { "content-type": "application/grpc", "grpc-encoding": "gzip" }, FRAMED),
  "gRPC-Web": (url: string) =>
    post(
      url,
      "Convert",
      { "content-type": "application/grpc-web", "grpc-encoding": "gzip" },
      FRAMED,
    ),
})) {
  test(`startService bounds what is unpacked at one time over ${name}`, async (t) => {
    let running = 0;
    let most = 0;
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    const definition = defineService({
      service: CurrencyService,
      readMaxBytes: 4 * 2 ** 20,
      create: () => ({
        getSupportedCurrencies: () => ({}),
        convertAll: () => ({}),
        async convert() {
          most = Math.max(most, ++running);
          await gate;
          running--;
          return {};
        },
      }),
    });
    const env = { SHOP: "test", LOG_LEVEL: "silent" };
    await using service = await startService(definition, { env, registry: createMemoryRegistry() });
    const url = `http://${service.instance.address}`;
    const answers = Array.from({ length: 6 }, () => convert(url));
    await t.waitFor(() => assert.ok(running >= 2), soon);
    // A small one is not held up.
    assert.equal(await post(url, "GetSupportedCurrencies", CONNECT, gzipSync("")), 200);
    openGate();
    assert.deepEqual(new Set(await Promise.all(answers)), new Set([200]));
    assert.equal(most, 2);
  });
}

test("startService unpacks no message of a URL where long ones are taken", async () => {
  const definition = defineService({
    service: CurrencyService,
    readMaxBytes: 4 * 2 ** 20,
    create: () => ({
      getSupportedCurrencies: () => ({}),
      convertAll: () => ({}),
      convert: () => assert.fail("it was unpacked"),
    }),
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using service = await startService(definition, { env, registry: createMemoryRegistry() });
  const url = `http://${service.instance.address}/hipstershop.CurrencyService/Convert${QUERY}`;
  const { status } = await fetch(url);
  assert.equal(status, 501);
});

test("startService unpacks a message of a URL where no long ones are taken", async () => {
  const definition = defineService({
    service: CurrencyService,
    create: () => ({
      getSupportedCurrencies: () => ({}),
      convertAll: () => ({}),
      convert: ({ toCode }) => ({ currencyCode: toCode }),
    }),
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using service = await startService(definition, { env, registry: createMemoryRegistry() });
  const packed = gzipSync(JSON.stringify({ toCode: "EUR" })).toString("base64url");
  const query = `?connect=v1&encoding=json&compression=gzip&base64=1&message=${packed}`;
  const url = `http://${service.instance.address}/hipstershop.CurrencyService/Convert${query}`;
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { currencyCode: "EUR" });
});
