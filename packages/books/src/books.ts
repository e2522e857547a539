import type { Order } from "@hipstershop/proto/hipstershop/checkout";
import type { Payment } from "@hipstershop/proto/hipstershop/payment";
import type { Shipment } from "@hipstershop/proto/hipstershop/shipping";

/** What the services of a shop have written down, each for itself. */
export interface Books {
  /** Of all users, in every state. */
  readonly orders: readonly Order[];
  /** The ledger. The key of an order's payment is the order's id. */
  readonly payments: readonly Payment[];
  /** Those that have a key, which is the order's id. */
  readonly shipments: readonly Shipment[];
  /** What was mailed. Absent where nobody can tell, as where mail goes out over SMTP. */
  readonly mailbox?: Mailbox;
}

/** The mails that are known to have been sent. */
export interface Mailbox {
  /** With their angle brackets. That of a confirmation is made of the order's id. */
  readonly messageIds: readonly string[];
  /** Whether every mail that was sent is here. */
  readonly whole: boolean;
}
