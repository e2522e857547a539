import { randomUUID } from "node:crypto";
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { formatAmount } from "@hipstershop/money";
import {
  DeliveryKind,
  DeliveryState,
  type Order,
  type OrderDelivery,
  type OrderRefund,
} from "@hipstershop/proto/hipstershop/checkout";
import {
  type Payment,
  type PaymentEntry,
  PaymentEntryKind,
} from "@hipstershop/proto/hipstershop/payment";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { clockTime } from "../page/times.ts";
import { amountText } from "./amount-text.ts";
import { leftOf } from "./left-of.ts";
import { stepsList } from "./steps-list.ts";

export interface OrderPageOptions {
  /** What PaymentService has of the order. Absent where it knows nothing of it, or is away. */
  readonly payment?: Payment | undefined;
  /** The trace in which it was placed, where its log lines are known. */
  readonly traceId: string | undefined;
  /** Stands in the form. */
  readonly token: string;
  /** Why a refund did not go through. */
  readonly problem?: string | undefined;
}

/** Makes the page of one order. */
export function orderPage(order: Order, options: OrderPageOptions): Page {
  const { result, state, total, begunAt, deliveries, refunds } = order;
  const { payment, traceId, problem } = options;
  const id = result?.orderId ?? "";
  const body = html`<div class="title"><p class="hint"><a href="/orders">Orders</a></p>
<h1>Order ${id.slice(0, 8)}</h1>
<p class="lead">${begunAt && html`Begun at ${time(begunAt)}, for `}${amountText(total)}. ${traceId && html`<a href="/traces/${traceId}">Its trace</a>. `}<a href="/logs?text=${id}">Its log lines</a></p></div>
${problem && html`<p class="problem" role="alert">${problem}</p>`}
<section class="card"><h2>Where it stands</h2>${stepsList(state)}</section>
<div class="columns">
<section class="card"><h2>What was ordered</h2>
<table class="sheet"><tbody>
${result?.items.map(
  ({ item, cost, productName }) =>
    html`<tr><th scope="row">${item?.quantity} × ${productName || item?.productId}</th><td class="number">${amountText(cost)} each</td></tr>`,
)}
<tr><th scope="row">Shipping${result?.shippingTrackingId && html`, <code>${result.shippingTrackingId}</code>`}</th><td class="number">${amountText(result?.shippingCost)}</td></tr>
<tr class="sum"><th scope="row">In all</th><td class="number">${amountText(total)}</td></tr>
</tbody></table></section>
<section class="card"><h2>The ledger</h2>
${
  payment && payment.entries.length > 0
    ? html`<table class="sheet"><tbody>${payment.entries.map(entryRow)}</tbody></table>${payment.lastFour && html`<p class="hint">Of the card that ends in ${payment.lastFour}.</p>`}`
    : html`<p>PaymentService has no entry for it.</p>`
}</section>
<section class="card"><h2>What it owes besides</h2>
${deliveries.length > 0 ? html`<table class="sheet"><tbody>${deliveries.map(deliveryRow)}</tbody></table>` : html`<p>Nothing yet: that begins when it has ended.</p>`}</section>
<section class="card"><h2>What was given back</h2>
${refunds.length > 0 ? html`<table class="sheet"><tbody>${refunds.map(refundRow)}</tbody></table>` : html`<p>Nothing.</p>`}
${payment && refundForm(id, payment, options.token)}</section>
</div>`;
  return { kind: "page", title: `Order ${id.slice(0, 8)}`, status: problem ? 422 : 200, body };
}

function time(at: Timestamp): Html {
  return clockTime(timestampMs(at));
}

function entryRow({ kind, amount, at }: PaymentEntry): Html {
  return html`<tr><th scope="row">${ENTRIES.get(kind)}</th><td>${at && time(at)}</td><td class="number">${amountText(amount)}</td></tr>`;
}

function deliveryRow({ kind, state, tries }: OrderDelivery): Html {
  return html`<tr><th scope="row">${DELIVERIES.get(kind)}</th><td>${STATES.get(state)}</td><td class="number">${tries === 1 ? "one try" : `${tries} tries`}</td></tr>`;
}

function refundRow({ amount, reason, doneAt }: OrderRefund): Html {
  return html`<tr><th scope="row">${reason || "Without a reason"}</th><td>${doneAt ? time(doneAt) : "asked for"}</td><td class="number">${amountText(amount)}</td></tr>`;
}

/** The form that gives money back. Nothing where none is left. */
function refundForm(id: string, payment: Payment, token: string): Html | undefined {
  const left = leftOf(payment);
  if (!left) return undefined;
  return html`<form method="post" action="/orders/${id}/refund" class="filters refund">
<input type="hidden" name="token" value="${token}"><input type="hidden" name="key" value="${randomUUID()}">
<label>Amount in ${left.currencyCode}<input name="amount" inputmode="decimal" required value="${formatAmount(left).replace(/[^\d.]/g, "")}" autocomplete="off"></label>
<label class="wide">Reason<input name="reason" maxlength="200" value="Given back by the observer" autocomplete="off"></label>
<button class="button">Refund</button></form>`;
}

const ENTRIES = new Map<PaymentEntryKind, string>([
  [PaymentEntryKind.AUTHORIZE, "Kept aside"],
  [PaymentEntryKind.CAPTURE, "Charged"],
  [PaymentEntryKind.VOID, "Set free"],
  [PaymentEntryKind.REFUND, "Given back"],
]);

const DELIVERIES = new Map<DeliveryKind, string>([
  [DeliveryKind.MAIL, "Confirmation by mail"],
  [DeliveryKind.CART, "Out of the cart"],
  [DeliveryKind.UPDATE, "Mail about what became of it"],
]);

const STATES = new Map<DeliveryState, string>([
  [DeliveryState.OWED, "owed"],
  [DeliveryState.DONE, "done"],
  [DeliveryState.GIVEN_UP, "given up"],
]);
