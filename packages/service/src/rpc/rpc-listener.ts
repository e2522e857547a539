import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { DescService } from "@bufbuild/protobuf";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import type { UniversalServerRequest } from "@connectrpc/connect/protocol";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "pino";
import { BOUNDS } from "../port/bounds.ts";
import type { PortListener } from "../port/open-port.ts";
import { type Refusal, refuse } from "../port/refuse.ts";
import { excerpt } from "../text/excerpt.ts";
import { gzip } from "./gzip.ts";
import { mendAnswer } from "./mend-answer.ts";
import { unpackRoom } from "./unpack-room.ts";
import { withFewValues } from "./with-few-values.ts";
import { withGrpcWebText } from "./with-grpc-web-text.ts";

export interface RpcListenerOptions {
  readonly log: Logger;
  /** Answers requests for other paths than those of RPCs. By default they get 404. */
  readonly web?: PortListener | undefined;
  /** The RPC services. The streams of health and reflection, beside them, have no end. */
  readonly services: readonly DescService[];
  /** The longest message, in bytes. */
  readonly readMaxBytes: number;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;
type Pair = readonly [request: Request, response: Response];
type Handler = ConnectRouter["handlers"][number];

/**
 * Creates the last step of a request: connect-es answers the router's RPCs at their paths, and
 * the listener of web pages all else. The RPCs of our services are at
 * `/<any package>.<Service>/<Method>` too, because go-micro's clients put the registry name
 * where the package is.
 */
export function createRpcListener(
  router: ConnectRouter,
  { log, web, services, readMaxBytes }: RpcListenerOptions,
): PortListener {
  const isLong = readMaxBytes > BOUNDS.messageValues;
  const endless = new Set<UniversalServerRequest>();
  const byPath = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const byName = new Map(
    router.handlers.map((handler) => [`${handler.service.name}/${handler.method.name}`, handler]),
  );

  function find(path: string): Handler | undefined {
    const name = /^\/[^/]+\.([^./]+\/[^/]+)$/.exec(path)?.[1] ?? "";
    return byPath.get(path) ?? byName.get(name);
  }

  async function answer(
    call: UniversalServerRequest,
    handler: Handler,
    [request, response]: Pair,
    onAnswer = () => {},
  ) {
    const { input } = handler.method;
    const handle = withGrpcWebText(async (plain) => {
      const few = isLong ? withFewValues(plain, input, readMaxBytes) : plain;
      return mendAnswer(await handler(few), plain, input);
    });
    const result = await handle(call);
    const { status, body } = result;
    const message = UNFIT[status];
    const heard = { ...result, ...(body && { body: whenBegun(body, onAnswer) }) };
    if (body || !message) await universalResponseToNodeResponse(heard, response);
    else refuse(request, response, { status, code: Code.Unknown, message });
  }

  function fail(err: unknown, path: string, [request, response]: Pair): void {
    // gRPC carries only Unicode, and protobuf-es may quote JSON that is none.
    const isText = err instanceof URIError && !response.headersSent;
    if (!isText) log.error({ err, path }, "cannot answer");
    if (response.headersSent) response.destroy();
    else refuse(request, response, isText ? NO_UNICODE : FAULT);
  }

  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const type = request.headers["content-type"] ?? "";
    const handler = find(path);
    if (!handler && web && !/^application\/grpc/i.test(type)) return web(request, response);
    if (!handler) return refuse(request, response, nothingAt(path));
    // connect-node would answer 200, with the status in trailers that clients never see.
    const isHttp2 = request instanceof Http2ServerRequest;
    if (!isHttp2 && /^application\/grpc(?!-web)/i.test(type)) {
      return refuse(request, response, NEEDS_HTTP2);
    }
    const isUnary = handler.method.methodKind === "unary";
    const isEndless = !isUnary && !services.includes(handler.service);
    if (isEndless && endless.size >= BOUNDS.endlessStreams) {
      return refuse(request, response, TOO_MANY_STREAMS);
    }
    const call = callOf(request, response);
    if (!call) return refuse(request, response, MALFORMED);
    if (isLong && isPackedUrl(call)) return refuse(request, response, PACKED_URL);
    const pair = [request, response] as const;
    const answered = isUnary
      ? unpackRoom.run(call.signal, (free) => answer(call, handler, pair, free))
      : answer(call, handler, pair);
    if (isEndless) {
      endless.add(call);
      const end = () => void endless.delete(call);
      // When a caller has gone, nobody may ask for the rest of the stream.
      call.signal.addEventListener("abort", end);
      answered.then(end, end);
    }
    answered.catch((err: unknown) => {
      if (!response.destroyed && !call.signal.aborted) return fail(err, path, pair);
      log.debug({ err, path }, "the caller went before it was answered");
    });
  };
}

function callOf(request: Request, response: Response): UniversalServerRequest | undefined {
  try {
    const call = universalRequestFromNodeRequest(request, response, undefined, undefined);
    if (request instanceof Http2ServerRequest) return call;
    // A call may be answered before all of it was read. On HTTP/1.1 the rest comes before the
    // next request, so it is read then: connect-node would destroy the connection.
    response.once("finish", () => request.resume());
    return { ...call, body: request.iterator({ destroyOnReturn: false }) };
  } catch {
    // It throws when what the client sent is not a URL.
    return undefined;
  }
}

/** Returns whether the message of a call is in its URL, and packed: 12 KiB there can become 12 MiB. */
function isPackedUrl({ method, url }: UniversalServerRequest): boolean {
  return method === "GET" && new URL(url).searchParams.get("compression") === gzip.name;
}

/** Passes a body on, and calls the listener before each piece: the call has then been answered. */
async function* whenBegun(body: AsyncIterable<Uint8Array>, listener: () => void) {
  for await (const piece of body) {
    listener();
    yield piece;
  }
  listener();
}

function nothingAt(path: string): Refusal {
  return {
    status: 404,
    code: Code.Unimplemented,
    message: `there is nothing at "${excerpt(path)}"`,
  };
}

const TOO_MANY_STREAMS: Refusal = {
  status: 429,
  code: Code.ResourceExhausted,
  message: `${BOUNDS.endlessStreams} streams are open, the most allowed`,
};

const NEEDS_HTTP2: Refusal = {
  status: 505,
  code: Code.Unimplemented,
  message: "gRPC needs HTTP/2: use it with prior knowledge, or speak gRPC-Web or Connect",
};

const PACKED_URL: Refusal = {
  status: 501,
  code: Code.Unimplemented,
  message: "a message in a URL must not be compressed here: send it by POST",
};

const MALFORMED: Refusal = {
  status: 400,
  code: Code.InvalidArgument,
  message: "the Host header or the path is malformed",
};

const NO_UNICODE: Refusal = {
  status: 400,
  code: Code.InvalidArgument,
  message: "cannot decode the request: a text in it is no Unicode",
};

const FAULT: Refusal = { status: 500, code: Code.Internal, message: "internal error" };

/** What connect-es refuses with a status and no body, and why. */
const UNFIT: Readonly<Record<number, string>> = {
  405: "an RPC is called by POST, and by GET where it has no side effects",
  415: "the content type is none of Connect, gRPC or gRPC-Web with protobuf or JSON",
  505: "an RPC that streams both ways needs HTTP/2",
};
