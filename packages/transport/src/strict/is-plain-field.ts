/**
 * Whether a header may be in a strict request: one that our own clients send, in lower case and
 * printable, or one that means nothing to HTTP itself.
 */
export function isPlainField(name: string, value: string): boolean {
  return NAME.test(name) && VALUE.test(value);
}

const NAME =
  /^(?:host|content-type|content-length|connect-protocol-version|connect-timeout-ms|traceparent|tracestate|baggage|x-[\da-z-]+)$/;

/** No space at either end: HTTP would drop it. */
const VALUE = /^[!-~](?:[ -~]*[!-~])?$/;
