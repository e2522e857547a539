import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "pino";
import type { PortListener } from "../port/open-port.ts";
import { type Refusal, refuse } from "../port/refuse.ts";
import { excerpt } from "../text/excerpt.ts";
import { mendAnswer } from "./mend-answer.ts";
import { withGrpcWebText } from "./with-grpc-web-text.ts";

export interface RpcListenerOptions {
  readonly log: Logger;
  /** Answers what is no RPC; absent, that is 404. */
  readonly web?: PortListener | undefined;
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
    const type = request.headers["content-type"] ?? "";
    if (!handler) {
      if (web && !/^application\/grpc/i.test(type)) web(request, response);
      else refuse(request, response, nothingAt(path));
      return;
    }
    // connect-node would answer 200, with the status in trailers that clients never see.
    const isHttp2 = request instanceof Http2ServerRequest;
    if (!isHttp2 && /^application\/grpc(?!-web)/i.test(type)) {
      refuse(request, response, NEEDS_HTTP2);
      return;
    }
    const call = requestOf(request, response);
    if (!call) {
      refuse(request, response, MALFORMED);
      return;
    }
    const handle = withGrpcWebText(async (plain) =>
      mendAnswer(await handler(plain), plain, handler.method.input),
    );
    handle(call)
      .then((answer) => {
        const { status, body } = answer;
        const message = UNFIT[status];
        if (body || !message) return universalResponseToNodeResponse(answer, response);
        return refuse(request, response, { status, code: Code.Unknown, message });
      })
      .catch((err) => {
        if (response.destroyed || call.signal.aborted) {
          log.debug({ err, path }, "the caller went before it was answered");
          return;
        }
        // gRPC carries no text that is no Unicode, such as what protobuf-es quotes of JSON.
        if (err instanceof URIError && !response.headersSent) {
          refuse(request, response, NO_UNICODE);
          return;
        }
        log.error({ err, path }, "cannot answer");
        if (response.headersSent) response.destroy();
        else refuse(request, response, FAULT);
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

function nothingAt(path: string): Refusal {
  return {
    status: 404,
    code: Code.Unimplemented,
    message: `there is nothing at "${excerpt(path)}"`,
  };
}

const NEEDS_HTTP2: Refusal = {
  status: 505,
  code: Code.Unimplemented,
  message: "gRPC needs HTTP/2: use it with prior knowledge, or speak gRPC-Web or Connect",
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

/** Of which requests connect-es says in a status alone that it does not take them. */
const UNFIT: Readonly<Record<number, string>> = {
  405: "an RPC is called by POST, and by GET where it has no side effects",
  415: "the content type is none of Connect, gRPC or gRPC-Web with protobuf or JSON",
  505: "an RPC that streams both ways needs HTTP/2",
};
