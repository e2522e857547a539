import { Code, ConnectError } from "@connectrpc/connect";
import { parseAmount, toMoney } from "@hipstershop/money";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Page, PageRequest, Route } from "../page/route.ts";
import { findOrder } from "./find-order.ts";
import { orderPage } from "./order-page.ts";
import { ordersPage } from "./orders-page.ts";

/** How many orders are listed, and among how many an order is found. */
const MAX_LISTED = 100;
const MAX_FOUND = 10_000;

/** The pages about orders, which are read from the services each time. */
export function ordersRoutes({ store, context, token }: App): readonly Route[] {
  const checkout = context.client(CheckoutService);
  const payments = context.client(PaymentService);

  async function show(id: string, problem?: string): Promise<Page> {
    const [order, payment] = await Promise.all([
      findOrder(checkout, id, MAX_FOUND),
      payments.getPayment({ idempotencyKey: id }).then(
        (answer) => answer.payment,
        () => undefined,
      ),
    ]);
    // The first line of an order was written for the request that placed it.
    const traceId = store.logs.about(id).find((log) => log.traceId)?.traceId;
    return order ? orderPage(order, { payment, traceId, token, problem }) : unknown(id);
  }

  async function refund({ params, form }: PageRequest) {
    const id = params.id ?? "";
    try {
      const { payment } = await payments.getPayment({ idempotencyKey: id });
      const currencyCode = payment?.captured?.currencyCode ?? "";
      await checkout.refundOrder({
        orderId: id,
        amount: toMoney(parseAmount(form.get("amount")?.trim() ?? "", currencyCode)),
        reason: form.get("reason") ?? "",
        idempotencyKey: form.get("key") ?? "",
      });
      return { kind: "redirect", location: `/orders/${encodeURIComponent(id)}` } as const;
    } catch (error) {
      if (error instanceof RangeError) return show(id, `${error.message}.`);
      const { code, rawMessage } = ConnectError.from(error);
      if (!REFUSALS.has(code)) throw error;
      return show(id, `It was refused: ${rawMessage}.`);
    }
  }

  return [
    {
      method: "GET",
      path: "/orders",
      answer: async () => {
        const { all } = await checkout.listOrders({ newestFirst: true, pageSize: MAX_LISTED });
        return ordersPage(all, MAX_LISTED);
      },
    },
    { method: "GET", path: "/orders/:id", answer: ({ params }) => show(params.id ?? "") },
    { method: "POST", path: "/orders/:id/refund", answer: refund },
  ];
}

const REFUSALS = new Set([
  Code.InvalidArgument,
  Code.FailedPrecondition,
  Code.NotFound,
  Code.AlreadyExists,
]);

function unknown(id: string): Page {
  const body = html`<h1>No such order</h1><p class="lead">checkoutservice knows no order <code>${id}</code> among the newest ${MAX_FOUND}.</p><p><a class="button" href="/orders">All orders</a></p>`;
  return { kind: "page", title: "No such order", status: 404, body };
}
