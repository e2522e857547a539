// A client for the suite to test: "node client.ts stock|fast".
import { setTimeout as delay } from "node:timers/promises";
import { create, type DescMethod, type DescMethodUnary } from "@bufbuild/protobuf";
import { type Any, AnySchema, anyUnpack } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { openStockTransport } from "../src/stock-transport.ts";
import { openFastTransport } from "../src/unary/fast-transport.ts";
import { readDelimited, writeDelimited } from "./delimited.ts";
import {
  type ClientCompatRequest,
  ClientCompatRequestSchema,
  ClientCompatResponseSchema,
  type ClientResponseResult,
  ClientResponseResultSchema,
} from "./gen/connectrpc/conformance/v1/client_compat_pb.ts";
import type { Code } from "./gen/connectrpc/conformance/v1/config_pb.ts";
import {
  ConformancePayloadSchema,
  ConformanceService,
  HeaderSchema,
  type UnaryResponse,
} from "./gen/connectrpc/conformance/v1/service_pb.ts";

const open = process.argv[2] === "fast" ? openFastTransport : openStockTransport;

async function answer(request: ClientCompatRequest): Promise<void> {
  const { testName } = request;
  const result = await call(request).then(
    (value) => ({ case: "response" as const, value }),
    (error) => ({ case: "error" as const, value: { message: String(error) } }),
  );
  const response = create(ClientCompatResponseSchema, { testName, result });
  writeDelimited(ClientCompatResponseSchema, response, process.stdout);
}

/** Makes the call, and cancels it where the request says so. */
async function call(request: ClientCompatRequest): Promise<ClientResponseResult> {
  const method = ConformanceService.methods.find(({ name }) => name === request.method);
  const [packed] = request.requestMessages;
  const input = method && packed && anyUnpack(packed, method.input);
  if (!isUnary(method) || !input) throw new RangeError("this is no unary call");
  const transport = open(
    { id: "suite", address: `${request.host}:${request.port}` },
    { readMaxBytes: request.messageReceiveLimit || 16 * 2 ** 20 },
  );
  const header = new Headers();
  for (const { name, value } of request.requestHeaders) {
    for (const each of value) header.append(name, each);
  }
  const canceled = new AbortController();
  await delay(request.requestDelayMs);
  const answer = transport.unary(method, canceled.signal, request.timeoutMs, header, input);
  const { cancelTiming } = request.cancel ?? {};
  if (cancelTiming?.case === "afterCloseSendMs") {
    delay(cancelTiming.value).then(() => canceled.abort());
  }
  try {
    const { header, trailer, message } = await answer;
    const { payload } = message as UnaryResponse;
    return create(ClientResponseResultSchema, {
      responseHeaders: toProto(header),
      responseTrailers: toProto(trailer),
      payloads: [payload ?? create(ConformancePayloadSchema)],
    });
  } catch (reason) {
    const error = ConnectError.from(reason);
    // A Connect error has one set of metadata: that of the headers and trailers together.
    return create(ClientResponseResultSchema, {
      responseHeaders: toProto(error.metadata),
      responseTrailers: toProto(error.metadata),
      error: {
        // The codes of the suite and of Connect are the same numbers.
        code: error.code as number as Code,
        message: error.rawMessage,
        details: error.details.map(toAny),
      },
    });
  } finally {
    transport.close?.();
  }
}

function isUnary(method: DescMethod | undefined): method is DescMethodUnary {
  return method?.methodKind === "unary";
}

function toProto(headers: Headers) {
  return [...headers].map(([name, value]) => create(HeaderSchema, { name, value: [value] }));
}

function toAny(detail: ConnectError["details"][number]): Any {
  if ("desc" in detail) throw new TypeError("This detail was never sent");
  const { type, value } = detail;
  return create(AnySchema, { typeUrl: `type.googleapis.com/${type}`, value });
}

const answers: Promise<void>[] = [];
for await (const request of readDelimited(ClientCompatRequestSchema, process.stdin)) {
  answers.push(answer(request));
}
await Promise.all(answers);
