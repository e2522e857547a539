import { type CallContext, runInCallContext } from "@hipstershop/rpc";

/**
 * Yields what a stream yields, and runs each of its steps in the call context. Without this
 * the body of a generator runs in the context of whoever asks for the next value.
 */
export async function* streamInContext<T>(
  context: CallContext,
  open: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  const inContext = <R>(step: () => R) => runInCallContext(context, step);
  const iterator = inContext(() => open()[Symbol.asyncIterator]());
  try {
    for (;;) {
      const result = await inContext(() => iterator.next());
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await inContext(() => iterator.return?.());
  }
}
