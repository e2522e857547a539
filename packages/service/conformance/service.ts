import { setTimeout as delay } from "node:timers/promises";
import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import {
  type ConformancePayload_RequestInfo,
  ConformancePayload_RequestInfoSchema,
  type ConformanceService,
  IdempotentUnaryRequestSchema,
  ServerStreamRequestSchema,
  type StreamResponseDefinition,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
  type Error as WireError,
} from "./gen/connectrpc/conformance/v1/service_pb.ts";

/**
 * The service that the suite calls: it answers as each request says. Unary RPCs and those
 * that stream answers; the others are UNIMPLEMENTED.
 */
export const conformanceService: Partial<ServiceImpl<typeof ConformanceService>> = {
  async unary(request, context) {
    const info = requestInfo(UnaryRequestSchema, request, context);
    return { payload: await payload(request.responseDefinition, info, context) };
  },
  async idempotentUnary(request, context) {
    const info = requestInfo(IdempotentUnaryRequestSchema, request, context);
    return { payload: await payload(request.responseDefinition, info, context) };
  },
  async *serverStream(request, context) {
    const { responseDefinition: definition } = request;
    sendMetadata(definition, context);
    let info: Info | undefined = requestInfo(ServerStreamRequestSchema, request, context);
    for (const data of definition?.responseData ?? []) {
      await delay(definition?.responseDelayMs);
      yield { payload: { ...(info && { requestInfo: info }), data } };
      info = undefined;
    }
    if (definition?.error) throw toError(definition.error, info);
  },
};

type Info = ConformancePayload_RequestInfo;

function requestInfo<Desc extends DescMessage>(
  schema: Desc,
  request: MessageShape<Desc>,
  context: HandlerContext,
): Info {
  const timeoutMs = context.timeoutMs();
  const { searchParams } = new URL(context.url);
  return create(ConformancePayload_RequestInfoSchema, {
    requestHeaders: [...context.requestHeader].map(([name, value]) => ({ name, value: [value] })),
    ...(timeoutMs !== undefined && { timeoutMs: BigInt(timeoutMs) }),
    requests: [anyPack(schema, request)],
    ...(context.requestMethod === "GET" && {
      connectGetInfo: {
        queryParams: [...searchParams].map(([name, value]) => ({ name, value: [value] })),
      },
    }),
  });
}

async function payload(
  definition: UnaryResponseDefinition | undefined,
  info: Info,
  context: HandlerContext,
) {
  sendMetadata(definition, context);
  await delay(definition?.responseDelayMs);
  const { response } = definition ?? {};
  if (response?.case === "error") throw toError(response.value, info);
  return {
    requestInfo: info,
    data: response?.case === "responseData" ? response.value : new Uint8Array(),
  };
}

function sendMetadata(
  definition: UnaryResponseDefinition | StreamResponseDefinition | undefined,
  context: HandlerContext,
) {
  for (const { name, value } of definition?.responseHeaders ?? []) {
    for (const each of value) context.responseHeader.append(name, each);
  }
  for (const { name, value } of definition?.responseTrailers ?? []) {
    for (const each of value) context.responseTrailer.append(name, each);
  }
}

/** An error with what is known of the request, where no answer has said it. */
function toError({ code, message = "", details }: WireError, info: Info | undefined) {
  const known = info && { desc: ConformancePayload_RequestInfoSchema, value: info };
  const error = new ConnectError(message, code as number, undefined, known && [known]);
  error.details.unshift(
    ...details.map(({ typeUrl, value }) => ({ type: typeUrl.replace(/.*\//, ""), value })),
  );
  return error;
}
