import { setTimeout } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { type Client, Code } from "@connectrpc/connect";
import type { EmailService } from "@hipstershop/proto/hipstershop/email";
import { type OrderResult, OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import type { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { currentCallContext, runInCallContext } from "@hipstershop/rpc";
import { reached, type ServiceContext } from "@hipstershop/service";
import type { CheckedOrder } from "./check-order.ts";
import type { Claim, OrderClaim, OrderStore } from "./order-store.ts";
import { paymentKey } from "./payment-key.ts";
import { prefixedError } from "./prefixed-error.ts";
import { type PricedCart, type PricingClients, priceCart } from "./price-cart.ts";
import { uuidV1 } from "./uuid-v1.ts";

/** What it takes to place orders. */
export interface PlacingDependencies extends PricingClients {
  readonly payment: Client<typeof PaymentService>;
  readonly email: Client<typeof EmailService>;
  readonly orders: OrderStore;
  readonly log: ServiceContext["log"];
}

/**
 * Places an order, or returns the one that its key has placed before. When the caller goes away
 * before the charge, nothing has happened. From the charge on, the order is carried through even if
 * nobody waits for it.
 *
 * Throws a ConnectError: see CheckoutService in checkout.proto. An attempt that failed may be
 * repeated with its key. If it failed after the charge, the next one goes on from there.
 */
export async function placeOrder(
  deps: PlacingDependencies,
  order: CheckedOrder,
  signal: AbortSignal,
): Promise<OrderResult> {
  const found = await claimOrder(deps.orders, order, signal);
  if (found.state === "placed") return found.order;

  await using claim = found.claim;
  const { charged } = claim;
  if (charged) return await beyondCaller(() => finish(deps, order, claim, charged));

  const priced = await priceCart(deps, order);
  signal.throwIfAborted();
  return await beyondCaller(async () =>
    finish(deps, order, claim, await charge(deps, order, claim, priced)),
  );
}

/** Waits while another request is at work on the same order. */
async function claimOrder(
  orders: OrderStore,
  { userId, key }: CheckedOrder,
  signal: AbortSignal,
): Promise<Exclude<Claim, { state: "held" }>> {
  for (;;) {
    const found = await reached("order", orders.claim(userId, key));
    if (found.state !== "held") return found;
    await setTimeout(50);
    signal.throwIfAborted();
  }
}

async function charge(
  { payment, log }: PlacingDependencies,
  checked: CheckedOrder,
  claim: OrderClaim,
  { items, shippingCost, total }: PricedCart,
): Promise<OrderResult> {
  // A process that was frozen may find that another has placed the order meanwhile.
  await reached("order", claim.renew());
  const orderId = uuidV1();
  const { address, creditCard } = checked;
  // With a key, because an earlier attempt may have charged and crashed before it was written down.
  const { transactionId } = await payment
    .charge({ amount: total, creditCard, idempotencyKey: paymentKey(checked) })
    .catch((cause: unknown) => {
      throw prefixedError("failed to charge card", cause);
    });
  log.info({ orderId, transactionId }, "Charged the order");
  const order = create(OrderResultSchema, {
    orderId,
    shippingCost,
    shippingAddress: address,
    items,
  });
  await reached("order", claim.saveCharged(order, transactionId));
  return order;
}

async function finish(
  { cart, email, shipping, log }: PlacingDependencies,
  { userId, email: address }: CheckedOrder,
  claim: OrderClaim,
  order: OrderResult,
): Promise<OrderResult> {
  const { orderId } = order;
  const items = order.items.flatMap(({ item }) => item ?? []);
  const { trackingId } = await shipping
    .shipOrder({ ...(order.shippingAddress && { address: order.shippingAddress }), items })
    .catch((cause: unknown) => {
      log.error({ orderId, err: cause }, "The order is charged, but not shipped");
      throw prefixedError("shipping error", cause, Code.Unavailable);
    });
  order.shippingTrackingId = trackingId;
  await reached("order", claim.savePlaced(order));
  log.info({ orderId }, "Placed the order");

  // The order is placed. A failure after this point is logged, and no reason to order again.
  await cart.emptyCart({ userId }).catch((err: unknown) => {
    log.warn({ orderId, err }, "The cart was not emptied");
  });
  await email.sendOrderConfirmation({ email: address, order }).catch((err: unknown) => {
    log.warn({ orderId, err }, "The confirmation was not sent");
  });
  return order;
}

/**
 * Runs a function. Its calls go on when the caller's deadline has passed or the caller has gone.
 */
function beyondCaller<T>(run: () => Promise<T>): Promise<T> {
  const context = currentCallContext();
  if (!context) return run();
  const { deadlineMs: _deadline, signal: _signal, ...rest } = context;
  return runInCallContext(rest, run);
}
