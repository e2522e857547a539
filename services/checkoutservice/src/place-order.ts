import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type OrderResult, OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { failpoint, reached } from "@hipstershop/service";
import { answerTimeMs } from "./answer-time.ts";
import type { CheckedOrder } from "./check-order.ts";
import type { Dependencies } from "./dependencies.ts";
import { carryThrough } from "./drive/carry-through.ts";
import { deliver } from "./drive/deliver.ts";
import { orderCanceled, orderInDoubt } from "./order-error.ts";
import { priceCart } from "./price-cart.ts";
import { readCart } from "./read-cart.ts";
import { isUnderWay } from "./store/order-state.ts";
import type { StoredOrder } from "./store/stored-order.ts";
import { uuidV1 } from "./uuid-v1.ts";
import { waitForEnd } from "./wait-for-end.ts";
import { within } from "./within.ts";

/** A request to place an order, and how long it may take. */
interface Placing {
  readonly deps: Dependencies;
  readonly request: CheckedOrder;
  readonly signal: AbortSignal;
  /** By `performance.now()`. */
  readonly endMs: number;
}

/**
 * Places an order, or returns the one that its key, or the version of the cart, names. When the
 * caller goes away before the order is begun, nothing has happened. From then on the order comes to
 * its end, even if nobody waits for it.
 *
 * Throws a ConnectError: see CheckoutService in checkout.proto.
 */
export async function placeOrder(
  deps: Dependencies,
  request: CheckedOrder,
  signal: AbortSignal,
): Promise<OrderResult> {
  const placing = { deps, request, signal, endMs: answerTimeMs() };
  for (;;) {
    signal.throwIfAborted();
    const answer = await tryToPlace(placing);
    if (answer) return answer;
    if (performance.now() >= placing.endMs) {
      throw new ConnectError("other requests for this cart are under way", Code.Unavailable);
    }
  }
}

/** Returns the order, or undefined when another request came between. */
async function tryToPlace(placing: Placing): Promise<OrderResult | undefined> {
  const { deps, request } = placing;
  const { userId, key } = request;
  const standing = await reached("order", deps.orders.readStanding(userId, key));
  const { known, underWay, owesCart, begun } = standing;
  if (known === "forbidden") throw new ConnectError("the order was canceled", Code.Aborted);
  if (known && known.state !== "refused") return await joinKnown(placing, known);

  if (underWay) return await waitForOther(placing, underWay);
  if (owesCart) await makeCartDeliveries(deps, userId);
  return await begin(placing, begun, known);
}

/** Answers with the order that the key names, and drives it where its customer's card is missing. */
async function joinKnown(placing: Placing, known: StoredOrder): Promise<OrderResult | undefined> {
  const { deps } = placing;
  if (known.state === "authorizing" && known.beat === 0) {
    const taken = await reached("order", deps.orders.take({ ...known, nextTryMs: 0 }));
    return taken && (await carry(placing, taken, { triedBefore: true }));
  }
  const ended = await waitForEnd(deps, known, placing);
  return ended.state === "refused" ? undefined : conclude(ended);
}

/** Waits for another order of the user, which is the answer if it is of the same cart. */
async function waitForOther(
  placing: Placing,
  other: StoredOrder,
): Promise<OrderResult | undefined> {
  const { deps, request } = placing;
  const { version } = await readCart(deps.cart, request.userId);
  if (version !== "" && version === other.cartVersion) return await joinSameCart(placing, other);
  if (isUnderWay(await waitForEnd(deps, other, placing))) {
    throw new ConnectError("another order of this user is under way", Code.Unavailable);
  }
  return undefined;
}

/** Answers with an order of the same cart, which the key of this request names from now on. */
async function joinSameCart(
  placing: Placing,
  other: StoredOrder,
): Promise<OrderResult | undefined> {
  const { deps, request } = placing;
  const { userId, key } = request;
  const ended = await waitForEnd(deps, other, placing);
  if (ended.state === "refused") return undefined;
  if (key !== "") await reached("order", deps.orders.nameAlso(userId, key, ended.id));
  return conclude(ended);
}

/** A cart that still holds what was ordered before would be ordered twice. */
async function makeCartDeliveries(deps: Dependencies, userId: string): Promise<void> {
  for (const delivery of await reached("order", deps.deliveries.listCarts(userId))) {
    const order = await reached("order", deps.orders.find(userId, delivery.orderId));
    if (order && (await deliver(deps, order, [delivery]))) continue;
    const message = "what was ordered before cannot be taken out of the cart";
    throw new ConnectError(message, Code.Unavailable);
  }
}

async function begin(
  placing: Placing,
  begunBefore: number,
  refused: StoredOrder | undefined,
): Promise<OrderResult | undefined> {
  const { deps, request, signal } = placing;
  const { userId, key, email, address } = request;
  const priced = await priceCart(deps, request).catch(async (error: unknown) => {
    if (key === "" || !isOfTheCart(error)) throw error;
    // A copy of this request, which has read the cart before, must not place what is refused here.
    if (await reached("order", deps.orders.spend(userId, key, refused))) throw error;
    return undefined;
  });
  signal.throwIfAborted();
  if (!priced) return undefined;
  const { items, shippingCost, version } = priced;
  const result = create(OrderResultSchema, {
    orderId: refused?.id ?? uuidV1(),
    shippingCost,
    shippingAddress: address,
    items,
  });
  const wanted = { userId, key, email, result, cartVersion: version, begunBefore };
  const begun = await reached(
    "order",
    refused ? deps.orders.beginAgain(refused, wanted) : deps.orders.begin(wanted),
  );
  if (begun) {
    deps.traces.begun(begun.id);
    await failpoint("checkout-after-authorize-intent");
    return await carry(placing, begun, { triedBefore: false });
  }
  const other = await reached("order", deps.orders.findByCart(userId, version));
  return other && (await joinSameCart(placing, other));
}

/** Returns whether what the cart holds was refused. What else a request says, its copies say too. */
function isOfTheCart(error: unknown): boolean {
  return OF_THE_CART.has(ConnectError.from(error).code);
}

const OF_THE_CART: ReadonlySet<Code> = new Set([
  Code.FailedPrecondition,
  Code.NotFound,
  Code.OutOfRange,
]);

/** Drives an order for as long as the caller waits. It goes on after that. */
async function carry(
  placing: Placing,
  held: StoredOrder,
  { triedBefore }: { readonly triedBefore: boolean },
): Promise<OrderResult> {
  const { deps, request, endMs } = placing;
  const card = { card: request.creditCard, triedBefore, untilMs: endMs };
  const leftMs = () => endMs - performance.now();
  const carrying = deps.background.run(() => carryThrough(deps, held, card));
  const carried = await within(leftMs(), carrying);
  if (!carried) throw orderInDoubt(held.id);
  const { order, failure, delivered } = carried;
  if (isUnderWay(order) && order.state !== "canceling") {
    return conclude(await waitForEnd(deps, order, placing), failure);
  }
  if (order.state === "placed") await within(Math.min(DELIVER_FIRST_MS, leftMs()), delivered);
  return conclude(order, failure);
}

/** How long a caller waits for the cart and the mail of an order that was placed. */
const DELIVER_FIRST_MS = 1_000;

/** Returns an order that was placed, and throws what stands against any other. */
function conclude({ id, state, result }: StoredOrder, failure?: ConnectError): OrderResult {
  if (state === "placed") return result;
  if (state === "refused" && failure) throw failure;
  // To cancel is decided for good before it is done.
  if (state === "canceling" || state === "canceled") throw orderCanceled(id, failure);
  throw orderInDoubt(id, failure);
}
