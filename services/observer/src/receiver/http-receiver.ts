import type { ServerResponse } from "node:http";
import { fromBinary, toBinary, toJsonString } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { checkValues, type PortListener } from "@hipstershop/service";
import type { Store } from "../store/store.ts";
import { fromOtlpJson } from "./otlp-json.ts";
import { BodyError, readBody } from "./read-body.ts";
import { type Signal, signals } from "./signals.ts";

type Request = Parameters<PortListener>[0];

/**
 * Answers a request of OTLP over HTTP, in protobuf or JSON. Returns undefined when the request is
 * for another path. The store is undefined while it is not loaded: what comes then is not kept.
 */
export function receiveHttp(
  store: Store | undefined,
  request: Request,
  response: Parameters<PortListener>[1],
): Promise<void> | undefined {
  const signal = signals.get(request.url ?? "");
  // That of HTTP/2 has all that is used here.
  return signal && answer(signal, store, request, response as ServerResponse);
}

async function answer(
  signal: Signal,
  store: Store | undefined,
  request: Request,
  response: ServerResponse,
): Promise<void> {
  const [type = ""] = (request.headers["content-type"] ?? "").split(";", 1);
  const isJson = type.trim().toLowerCase() === "application/json";
  const send = (status: number, contentType: string, body: string | Uint8Array) => {
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  };
  try {
    if (request.method !== "POST") throw new BodyError(405, "telemetry is sent by POST");
    if (!isJson && type.trim().toLowerCase() !== PROTOBUF) {
      throw new BodyError(415, `the content type is ${PROTOBUF} or application/json`);
    }
    const body = await readBody(request, request.headers["content-encoding"] as string | undefined);
    const message = read(signal, body, isJson);
    const answered = store && signal.receive(store, message);
    if (isJson)
      send(200, "application/json", answered ? toJsonString(signal.response, answered) : "{}");
    else send(200, PROTOBUF, answered ? toBinary(signal.response, answered) : new Uint8Array());
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    // The rest of a body that is too long is not read.
    if (error.status === 413 && request.httpVersionMajor === 1)
      response.setHeader("connection", "close");
    send(error.status, "text/plain", `${error.message}\n`);
  }
}

const PROTOBUF = "application/x-protobuf";

function read(signal: Signal, body: Buffer, isJson: boolean) {
  try {
    checkValues(signal.request, body, isJson);
    return isJson
      ? fromOtlpJson(signal.request, body.toString("utf8"))
      : fromBinary(signal.request, body, { readUnknownFields: false });
  } catch (reason) {
    if (reason instanceof ConnectError && reason.code === Code.ResourceExhausted) {
      throw new BodyError(413, reason.rawMessage);
    }
    // The reason may quote what was sent.
    throw new BodyError(400, "the body cannot be decoded");
  }
}
