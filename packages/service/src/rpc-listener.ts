import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "pino";
import type { RequestListener } from "./definition.ts";
import { mendRefusal } from "./mend-refusal.ts";
import type { PortListener } from "./open-port.ts";

export interface RpcListenerOptions {
  readonly log: Logger;
  /** Answers what is no RPC, on HTTP/1.1; absent, that is 404. */
  readonly web?: RequestListener | undefined;
}

/**
 * Creates the listener of a port: the router's RPCs at their paths, those of its services
 * at `/<any package>.<Service>/<Method>` too (go-micro's clients put the registry name
 * where the package goes), and everything else to the web listener.
 */
export function createRpcListener(
  router: ConnectRouter,
  options: RpcListenerOptions,
): PortListener {
  const { log, web } = options;
  const byPath = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const byName = new Map(
    router.handlers.map((handler) => [`${handler.service.name}/${handler.method.name}`, handler]),
  );

  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const name = /^\/[^/]+\.([^./]+\/[^/]+)$/.exec(path)?.[1];
    const handler = byPath.get(path) ?? (name && byName.get(name));
    const isHttp2 = request instanceof Http2ServerRequest;
    if (!handler) {
      if (web && !isHttp2) web(request, response as ServerResponse);
      else refuse(request, response, 404, Code.Unimplemented, `there is nothing at "${path}"`);
      return;
    }
    const type = request.headers["content-type"] ?? "";
    // connect-node would answer 200, with the status in trailers that clients never see.
    if (!isHttp2 && /^application\/grpc(?:[+; ]|$)/.test(type)) {
      const message =
        "gRPC needs HTTP/2: use it with prior knowledge, or speak gRPC-Web or Connect";
      refuse(request, response, 505, Code.Unimplemented, message);
      return;
    }
    // An error in it would be written where `mendRefusal` cannot reach.
    if (/^application\/grpc(?:-web(?:-text)?)?\+json/.test(type)) {
      const message = "gRPC carries no JSON here: speak Connect, or send protobuf";
      refuse(request, response, 415, Code.Unimplemented, message);
      return;
    }
    const call = requestOf(request, response);
    if (!call) {
      refuse(
        request,
        response,
        400,
        Code.InvalidArgument,
        "the Host header or the path is malformed",
      );
      return;
    }
    handler(call)
      .then((answer) => mendRefusal(answer, handler.method.input))
      .then((answer) => universalResponseToNodeResponse(answer, response))
      .catch((err) => {
        if (response.destroyed || call.signal.aborted) {
          log.debug({ err, path }, "the caller went before it was answered");
          return;
        }
        log.error({ err, path }, "cannot answer");
        if (response.headersSent) response.destroy();
        else refuse(request, response, 500, Code.Internal, "internal error");
      });
  };
}

function requestOf(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) {
  try {
    const call = universalRequestFromNodeRequest(request, response, undefined, undefined);
    if (request instanceof Http2ServerRequest) return call;
    // A call may be answered before all of it was read. On HTTP/1.1 the rest stands before
    // the next request, so it is read then: connect-node would destroy what it stands in.
    response.once("finish", () => request.resume());
    return { ...call, body: request.iterator({ destroyOnReturn: false }) };
  } catch {
    // It makes a URL of what the client sent, and throws where that is none.
    return undefined;
  }
}

/** Refuses a request outside of any protocol, in the form that Connect's unary errors have. */
function refuse(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  status: number,
  code: Code,
  message: string,
): void {
  const name = Code[code].replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  // An HTTP/2 stream is open until what came on it is read.
  request.resume();
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify({ code: name, message })}\n`);
}
