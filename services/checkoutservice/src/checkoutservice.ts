import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { serviceName } from "@hipstershop/rpc";
import { defineService } from "@hipstershop/service";
import { createBackground } from "./background.ts";
import { breakablePayment } from "./breakable-payment.ts";
import { createCheckout } from "./checkout.ts";
import { pruneEvents } from "./events/prune-events.ts";
import { keepLooking } from "./keep-looking.ts";
import { openStores } from "./open-stores.ts";
import { createOrderTraces } from "./order-traces.ts";
import { createRecovery, LEASE_MS } from "./recovery.ts";
import { createEarlierOrders } from "./store/earlier-orders.ts";
import { ORDER_DATABASE } from "./store/order-database.ts";
import { watchPresence } from "./watch-presence.ts";

/** Turns a cart into an order, and brings each order to its end. */
export const checkoutservice = defineService({
  service: CheckoutService,
  async create(context) {
    const { client, log, registry, resources, draining } = context;
    const database = await context.database(ORDER_DATABASE);
    const earlier = createEarlierOrders(database, { leaseMs: LEASE_MS });
    // A store that is out of reach now is tried again later.
    await earlier.adopt().catch(() => {});
    const presence = resources.use(watchPresence(registry, NEEDED, () => recovering.hurry()));
    const deps = {
      ...openStores(database),
      background: resources.use(createBackground()),
      traces: createOrderTraces(),
      cart: client(CartService),
      catalog: client(ProductCatalogService),
      currency: client(CurrencyService),
      // An order can do without its mail, and its customer should not wait for one.
      email: client(EmailService, { timeoutMs: 2_000, waitMs: 200 }),
      payment: breakablePayment(client(PaymentService), context),
      shipping: client(ShippingService),
      isUp: presence.isUp,
      draining,
      log,
    };
    const recovery = createRecovery(deps);
    let looks = 0;
    const recovering = resources.use(
      keepLooking(async (hurried) => {
        await recovery.look(hurried);
        await earlier.adopt();
        if (looks++ % PRUNE_EVERY === 0) await pruneEvents(deps.events);
      }),
    );
    return createCheckout(deps);
  },
});

/** How often events are removed, in looks of recovery. */
const PRUNE_EVERY = 60;

/** Whose absence an order waits for. */
const NEEDED = [CartService, EmailService, PaymentService, ShippingService].map(serviceName);
