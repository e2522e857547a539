import type { IncomingHttpHeaders } from "node:http";
import { setTimeout } from "node:timers";
import type { DescMethodUnary } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ContextValues,
  createContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import { mergeNonProtocolHeaders } from "@connectrpc/connect/protocol";
import { timedOut } from "../caller-errors.ts";
import { toHeaders } from "./to-headers.ts";

/**
 * What a handler knows of a unary call. It makes headers, and the signal with its timer, when they
 * are first read: most handlers read none. It is a class, because getters on a prototype cost
 * nothing per call.
 */
export class UnaryContext implements HandlerContext {
  readonly protocolName = "connect";
  readonly requestMethod = "POST";
  readonly method: DescMethodUnary;
  readonly #request: ReceivedRequest;
  readonly #deadlineMs: number | undefined;
  #aborted: { reason: unknown } | undefined;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #requestHeader: Headers | undefined;
  #responseHeader: Headers | undefined;
  #responseTrailer: Headers | undefined;
  #values: ContextValues | undefined;

  constructor(method: DescMethodUnary, request: ReceivedRequest, timeoutMs: number | undefined) {
    this.method = method;
    this.#request = request;
    this.#deadlineMs = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  }

  get service() {
    return this.method.parent;
  }

  get url() {
    return `http://${this.#request.headers.host}${this.#request.url}`;
  }

  /** Returns whole milliseconds. As in connect-es it is a function of its own, which needs no `this`. */
  get timeoutMs() {
    return () =>
      this.#deadlineMs === undefined ? undefined : Math.floor(this.#deadlineMs - performance.now());
  }

  get signal() {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#aborted.reason);
      else if (this.#deadlineMs !== undefined) {
        const expire = () => this.abort(timedOut());
        this.#timer = setTimeout(expire, Math.max(0, this.#deadlineMs - performance.now()));
      }
    }
    return this.#controller.signal;
  }

  /** The headers of the request as an object, which is there already. */
  get received() {
    return this.#request.headers;
  }

  get requestHeader() {
    this.#requestHeader ??= toHeaders(this.#request.rawHeaders);
    return this.#requestHeader;
  }

  get responseHeader() {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer() {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  get values() {
    this.#values ??= createContextValues();
    return this.#values;
  }

  /** The headers and trailers that the handler set, as Connect sends them. */
  *metadata(): Generator<[string, string]> {
    for (const field of this.#responseHeader ?? []) if (!OWN.has(field[0])) yield field;
    if (!this.#responseTrailer) return;
    for (const [name, value] of this.#responseTrailer) yield [`trailer-${name}`, value];
  }

  /**
   * Returns what the caller is told of an error, and adds its metadata to the answer's headers.
   * Another error than a ConnectError becomes INTERNAL, and the caller learns nothing of it.
   */
  fail(reason: unknown): ConnectError {
    const error =
      reason instanceof ConnectError ? reason : new ConnectError("internal error", Code.Internal);
    // An error that another server sent to this one has metadata that are not for this one's caller.
    if (!error.isWireError) mergeNonProtocolHeaders(this.responseHeader, error.metadata);
    return error;
  }

  /** Whether the call is over. */
  get ended() {
    return this.#aborted !== undefined;
  }

  /** Aborts the signal when the caller has gone before the call has ended. */
  leave(): void {
    // Make an error, with its stack, only when it is needed.
    if (!this.ended) this.abort(new ConnectError("the caller has gone", Code.Canceled));
  }

  /** Aborts the signal: the time is over, or, without a reason, the call has ended. */
  abort(reason: unknown = ENDED) {
    this.#aborted ??= { reason };
    clearTimeout(this.#timer);
    this.#controller?.abort(reason);
  }
}

/** One for all calls: an error has a stack, and making it takes longer than many handlers do. */
const ENDED = new DOMException("The call has ended", "AbortError");

/** Headers that only the protocol sets: a second one could be read as another message. */
const OWN: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What Node knows of a request, over HTTP/1.1 and HTTP/2 alike. */
export interface ReceivedRequest {
  readonly url?: string | undefined;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}
