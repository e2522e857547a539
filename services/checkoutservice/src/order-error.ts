import { Code, ConnectError } from "@connectrpc/connect";
import { OrderInDoubtSchema } from "@hipstershop/proto/hipstershop/checkout";

/** Returns the error of an order of which it is not known yet what becomes of it. */
export function orderInDoubt(orderId: string, failure?: ConnectError): ConnectError {
  if (!failure) {
    return withOrder(
      new ConnectError("the order is still under way", Code.DeadlineExceeded),
      orderId,
    );
  }
  const code = NOT_KNOWN.has(failure.code) ? failure.code : Code.Unavailable;
  return withOrder(failure, orderId, code);
}

/** Returns the error of an order that was canceled, for whatever reason there was. */
export function orderCanceled(orderId: string, failure?: ConnectError): ConnectError {
  return withOrder(failure ?? new ConnectError("the order was canceled", Code.Aborted), orderId);
}

/** Returns an error with the id of the order in its details. */
function withOrder(error: ConnectError, orderId: string, code = error.code): ConnectError {
  const named = new ConnectError(error.rawMessage, code, undefined, undefined, error.cause);
  named.details = [...error.details, { desc: OrderInDoubtSchema, value: { orderId } }];
  return named;
}

const NOT_KNOWN: ReadonlySet<Code> = new Set([
  Code.Canceled,
  Code.DeadlineExceeded,
  Code.Unavailable,
]);
