import type { DescMessage, DescMethodUnary, MessageShape } from "@bufbuild/protobuf";
import type { UnaryResponse } from "@connectrpc/connect";
import { trailerDemux } from "@connectrpc/connect/protocol-connect";
import { toHeaders } from "./to-headers.ts";

/**
 * The answer to a unary call. It makes headers and trailers when they are first read: most callers
 * want only the message. It is a class, because getters on a prototype cost nothing per answer.
 */
export class UnaryAnswer<I extends DescMessage, O extends DescMessage>
  implements UnaryResponse<I, O>
{
  readonly stream = false;
  readonly method: DescMethodUnary<I, O>;
  readonly message: MessageShape<O>;
  readonly #rawHeaders: readonly string[];
  #metadata: readonly [Headers, Headers] | undefined;

  constructor(
    method: DescMethodUnary<I, O>,
    message: MessageShape<O>,
    rawHeaders: readonly string[],
  ) {
    this.method = method;
    this.message = message;
    this.#rawHeaders = rawHeaders;
  }

  get service() {
    return this.method.parent;
  }

  get header() {
    this.#metadata ??= trailerDemux(toHeaders(this.#rawHeaders));
    return this.#metadata[0];
  }

  get trailer() {
    this.#metadata ??= trailerDemux(toHeaders(this.#rawHeaders));
    return this.#metadata[1];
  }
}
