import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Order } from "@hipstershop/proto/hipstershop/checkout";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { clockTime } from "../page/times.ts";
import { amountText } from "./amount-text.ts";
import { stepsList } from "./steps-list.ts";

/** Makes the page that lists the newest orders, of which it is given at most `most`. */
export function ordersPage(orders: readonly Order[], most: number): Page {
  const body = html`<div class="title"><h1>Orders</h1>
<p class="lead">Where each order stands. They are asked of checkoutservice as you look; the observer keeps none of them.</p></div>
${
  orders.length === 0
    ? html`<div class="empty"><p>Nothing has been ordered yet. Buy something in the shop.</p></div>`
    : html`<p class="hint">${orders.length === most ? `The newest ${most} orders.` : ""}</p>
<ol class="orders">${orders.map(item)}</ol>`
}`;
  return { kind: "page", title: "Orders", body };
}

function item({ result, state, total, begunAt, refunds }: Order): Html {
  const id = result?.orderId ?? "";
  return html`<li>
<span class="when">${begunAt && clockTime(timestampMs(begunAt))}</span>
<a href="/orders/${id}"><code>${id.slice(0, 8)}</code><span class="visually-hidden">, the order</span></a>
${stepsList(state)}
<span class="number">${amountText(total)}${refunds.length > 0 && html` <span class="tag note">refunded</span>`}</span>
</li>`;
}
