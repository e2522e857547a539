import { setTimeout as delay } from "node:timers/promises";
import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import {
  type ConformancePayload_RequestInfo,
  ConformancePayload_RequestInfoSchema,
  type ConformanceService,
  IdempotentUnaryRequestSchema,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
} from "./gen/connectrpc/conformance/v1/service_pb.ts";

/** The service that the suite calls: it answers as each request says. Unary RPCs alone. */
export const conformanceService: Partial<ServiceImpl<typeof ConformanceService>> = {
  async unary(request, context) {
    const info = requestInfo(UnaryRequestSchema, request, context);
    return { payload: await payload(request.responseDefinition, info, context) };
  },
  async idempotentUnary(request, context) {
    const info = requestInfo(IdempotentUnaryRequestSchema, request, context);
    return { payload: await payload(request.responseDefinition, info, context) };
  },
};

function requestInfo<Desc extends DescMessage>(
  schema: Desc,
  request: MessageShape<Desc>,
  context: HandlerContext,
): ConformancePayload_RequestInfo {
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
  requestInfo: ConformancePayload_RequestInfo,
  context: HandlerContext,
) {
  for (const { name, value } of definition?.responseHeaders ?? []) {
    for (const each of value) context.responseHeader.append(name, each);
  }
  for (const { name, value } of definition?.responseTrailers ?? []) {
    for (const each of value) context.responseTrailer.append(name, each);
  }
  await delay(definition?.responseDelayMs ?? 0);
  const { response } = definition ?? {};
  if (response?.case === "error") {
    const { code, message = "", details } = response.value;
    const info = { desc: ConformancePayload_RequestInfoSchema, value: requestInfo };
    const error = new ConnectError(message, code as number, undefined, [info]);
    error.details.unshift(
      ...details.map(({ typeUrl, value }) => ({ type: typeUrl.replace(/.*\//, ""), value })),
    );
    throw error;
  }
  return {
    requestInfo,
    data: response?.case === "responseData" ? response.value : new Uint8Array(),
  };
}
