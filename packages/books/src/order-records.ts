import type { Order } from "@hipstershop/proto/hipstershop/checkout";
import type { Payment } from "@hipstershop/proto/hipstershop/payment";
import type { Shipment } from "@hipstershop/proto/hipstershop/shipping";
import type { Problem } from "./problem.ts";

/** An order, and what the others have written down of it. */
export interface OrderRecords {
  readonly order: Order;
  readonly payment?: Payment | undefined;
  readonly shipment?: Shipment | undefined;
  /** Whether its confirmation was mailed; undefined where that is not known. */
  readonly confirmed?: boolean | undefined;
}

/** A rule that is broken, and how. */
export type Finding = readonly [guarantee: Problem["guarantee"], what: string];
