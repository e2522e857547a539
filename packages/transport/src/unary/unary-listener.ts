import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import {
  create,
  type DescMessage,
  type DescService,
  fromBinary,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createServiceImplSpec,
  type MethodImplSpec,
  type ServiceImpl,
} from "@connectrpc/connect";
import { parseTimeout } from "@connectrpc/connect/protocol-connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { methodPath } from "./method-path.ts";
import { readBody } from "./read-body.ts";
import { UnaryContext } from "./unary-context.ts";
import { writeAnswer, writeError } from "./write-answer.ts";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;
type UnarySpec = Extract<MethodImplSpec, { kind: "unary" }>;

/**
 * Answers a request and returns true if it is a plain unary call to the service. If not, it returns
 * false and leaves the request untouched, for connect-node to answer.
 */
export type UnaryListener = (request: Request, response: Response) => boolean;

export interface UnaryListenerOptions {
  /** The longest request, in bytes. Default 4 MiB. */
  readonly readMaxBytes?: number;
  /** Compresses answers of this many bytes and more, if the caller asks for gzip. Default never. */
  readonly compressMinBytes?: number;
  /** Called with an error that the caller does not learn: one that is not a ConnectError. */
  readonly onFault?: (fault: unknown) => void;
}

/**
 * Creates a listener that answers the unary calls of a service, in the Connect protocol, at the
 * least cost. It takes what our own clients send: a POST of binary protobuf that is not compressed.
 * It leaves JSON, GET, compressed requests, streams, gRPC and gRPC-Web to connect-node.
 */
export function createUnaryListener<S extends DescService>(
  service: S,
  implementation: Partial<ServiceImpl<S>>,
  options: UnaryListenerOptions = {},
): UnaryListener {
  const { readMaxBytes = 4 * 2 ** 20, compressMinBytes = Infinity, onFault } = options;
  const specs = new Map<string, UnarySpec>();
  for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) {
    if (spec.kind === "unary") specs.set(methodPath(spec.method), spec);
  }

  async function answer(spec: UnarySpec, request: Request, response: Response) {
    const { headers } = request;
    const timeoutText = headers["connect-timeout-ms"] as string | undefined;
    const timeout = parseTimeout(timeoutText ?? null, Number.POSITIVE_INFINITY);
    const context = new UnaryContext(spec.method, request, timeout.timeoutMs);
    response.on("close", () => {
      // Every answer ends with this event. Make an error, with its stack, only when it is needed.
      if (!context.ended) context.abort(callerGone());
    });
    try {
      if (timeout.error) throw timeout.error;
      const { input, output } = spec.method;
      const bytes = await readBody(request, headers["content-length"], readMaxBytes).catch(
        brokeOff,
      );
      const message = parse(input, bytes);
      const body = toBinary(output, create(output, await spec.impl(message, context)));
      const isCompressed = body.byteLength >= compressMinBytes && asksForGzip(headers);
      if (!isCompressed) writeAnswer(response, context, body);
      else writeAnswer(response, context, await compressionGzip.compress(body), "gzip");
    } catch (reason) {
      if (!(reason instanceof ConnectError)) onFault?.(reason);
      writeError(response, context, reason);
    } finally {
      context.abort();
    }
  }

  return (request, response) => {
    const spec = specs.get(request.url ?? "");
    if (spec === undefined || !isPlain(request)) return false;
    answer(spec, request, response).catch((fault: unknown) => {
      // HTTP cannot carry the metadata that the handler set. Not even the error can be written.
      onFault?.(fault);
      response.destroy();
    });
    return true;
  };
}

function isPlain({ method, headers }: Request): boolean {
  const encoding = headers["content-encoding"];
  return (
    method === "POST" &&
    headers["content-type"] === "application/proto" &&
    (encoding === undefined || encoding === "identity")
  );
}

function asksForGzip(headers: Request["headers"]): boolean {
  const names = String(headers["accept-encoding"] ?? "").split(",");
  return names.some((name) => name.trim() === "gzip");
}

function parse<I extends DescMessage>(input: I, bytes: Uint8Array): MessageShape<I> {
  try {
    // Unknown fields are of no use here, and each that is kept costs 200 bytes.
    return fromBinary(input, bytes, { readUnknownFields: false });
  } catch (cause) {
    const message = `cannot parse the request as ${input.typeName}`;
    throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
  }
}

/** A message that ends too early means that the caller has gone. */
function brokeOff(reason: unknown): never {
  throw reason instanceof ConnectError ? reason : callerGone();
}

function callerGone(): ConnectError {
  return new ConnectError("the caller has gone", Code.Canceled);
}
