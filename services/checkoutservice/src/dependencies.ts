import type { Client } from "@connectrpc/connect";
import type { EmailService } from "@hipstershop/proto/hipstershop/email";
import type { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import type { ServiceContext } from "@hipstershop/service";
import type { Background } from "./background.ts";
import type { OrderTraces } from "./order-traces.ts";
import type { PricingClients } from "./price-cart.ts";
import type { DeliveryStore } from "./store/delivery-store.ts";
import type { EventLog } from "./store/event-log.ts";
import type { OrderStore } from "./store/order-store.ts";
import type { RefundStore } from "./store/refund-store.ts";

/** What checkoutservice works with. */
export interface Dependencies extends PricingClients {
  readonly payment: Client<typeof PaymentService>;
  readonly email: Client<typeof EmailService>;
  readonly orders: OrderStore;
  readonly deliveries: DeliveryStore;
  readonly refunds: RefundStore;
  readonly events: EventLog;
  readonly background: Background;
  readonly traces: OrderTraces;
  /** Returns whether an instance of a service is known. */
  readonly isUp: (service: string) => boolean;
  /** Aborts when the service is about to stop. */
  readonly draining: AbortSignal;
  readonly log: ServiceContext["log"];
}
