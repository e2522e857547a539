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
import { codeToHttpStatus, errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { methodPath } from "./method-path.ts";
import type { UnaryContext } from "./unary-context.ts";

/** A unary RPC and its implementation. */
export type UnarySpec = Extract<MethodImplSpec, { kind: "unary" }>;

/** What is sent for a call. */
export interface Reply {
  readonly status: number;
  /** The content type. */
  readonly type: string;
  /** The headers and trailers that the handler set. A name comes twice only when it is set-cookie. */
  readonly metadata: Iterable<readonly [name: string, value: string]>;
  /** Names how the body is compressed, if it is. */
  readonly encoding?: string | undefined;
  readonly body: Uint8Array;
}

export interface UnaryCallsOptions {
  /** The longest request, in bytes. Default 4 MiB. */
  readonly readMaxBytes?: number;
  /** Compresses answers of this many bytes and more, if the caller asks for gzip. Default never. */
  readonly compressMinBytes?: number;
  /** Called with an error that the caller does not learn: one that is not a ConnectError. */
  readonly onFault?: (fault: unknown) => void;
}

/** A service, and what answers its calls. */
export interface Served<S extends DescService = DescService> {
  readonly service: S;
  readonly implementation: Partial<ServiceImpl<S>>;
}

/** The unary calls of services, whatever carries them. */
export interface UnaryCalls {
  /** Returns the RPC at a path, if it is a unary one of the services. */
  find(path: string): UnarySpec | undefined;
  /**
   * Makes the reply to a call whose request is these bytes, and ends its context. It rejects only
   * when not even the error can be sent.
   */
  answer(
    spec: UnarySpec,
    context: UnaryContext,
    request: Uint8Array | Promise<Uint8Array>,
    takesGzip: boolean,
  ): Promise<Reply>;
}

/** Creates the unary calls of services. */
export function createUnaryCalls(
  served: readonly Served[],
  { compressMinBytes = Infinity, onFault }: UnaryCallsOptions = {},
): UnaryCalls {
  const specs = new Map<string, UnarySpec>();
  for (const { service, implementation } of served) {
    for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) {
      if (spec.kind === "unary") specs.set(methodPath(spec.method), spec);
    }
  }
  return {
    find: (path) => specs.get(path),
    async answer(spec, context, request, takesGzip) {
      try {
        const { input, output } = spec.method;
        const message = parse(input, request instanceof Uint8Array ? request : await request);
        const body = toBinary(output, create(output, await spec.impl(message, context)));
        const metadata = context.metadata();
        const plain = { status: 200, type: "application/proto", metadata, body };
        if (!takesGzip || body.byteLength < compressMinBytes) return plain;
        return { ...plain, encoding: "gzip", body: await compressionGzip.compress(body) };
      } catch (reason) {
        if (!(reason instanceof ConnectError)) onFault?.(reason);
        return errorReply(context, reason);
      } finally {
        context.abort();
      }
    },
  };
}

function errorReply(context: UnaryContext, reason: unknown): Reply {
  const error = context.fail(reason);
  const body = errorToJsonBytes(error, undefined);
  const status = codeToHttpStatus(error.code);
  return { status, type: "application/json", metadata: context.metadata(), body };
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
