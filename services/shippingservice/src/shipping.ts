import { setTimeout as wait } from "node:timers/promises";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { parseAmount, toMoney } from "@hipstershop/money";
import { countryCode } from "@hipstershop/postal-address";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import type { Address } from "@hipstershop/proto/hipstershop/common";
import type { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import {
  failpoint,
  invalidArgument,
  listPage,
  noFaults,
  reached,
  readName,
  type ServiceContext,
} from "@hipstershop/service";
import type { KeptShipment, Shipments } from "./shipments.ts";
import { trackingId } from "./tracking-id.ts";

export interface ShippingOptions {
  readonly shipments: Shipments;
  /** Default Math.random. */
  readonly random?: () => number;
  /** By default nothing is broken. */
  readonly faults?: ServiceContext["faults"];
}

/** Returns a ShippingService: one price for any shipment, and tracking ids at random. */
export function createShipping({
  shipments,
  random = Math.random,
  faults = noFaults,
}: ShippingOptions): ServiceImpl<typeof ShippingService> {
  /** Takes as long as intlShippingSlowdown says for an address abroad. */
  async function passCustoms(address: Address | undefined, signal: AbortSignal): Promise<void> {
    const seconds = await faults.number("intlShippingSlowdown");
    if (seconds <= 0 || !isAbroad(address)) return;
    await wait(Math.min(seconds * 1_000, MAX_TIMER_MS), undefined, { signal });
  }

  return {
    async getQuote({ address, items }, { signal }) {
      await passCustoms(address, signal);
      return { costUsd: toMoney(parseAmount(countUnits(items) > 0 ? "8.99" : "0", "USD")) };
    },

    async shipOrder(request, { signal }) {
      const { address, items } = request;
      countUnits(items);
      if (!address) throw invalidArgument("the address is missing");
      await passCustoms(address, signal);
      if (await faults.strikes("shippingFailure")) {
        throw new ConnectError("this parcel cannot be shipped", Code.FailedPrecondition);
      }
      const fresh = trackingId(address, random);
      if (request.idempotencyKey === "") return { trackingId: fresh };
      const name = readName(request);
      if (items.length > MAX_ITEMS) {
        throw invalidArgument(`${items.length} items of one shipment must be at most ${MAX_ITEMS}`);
      }
      const kept = await reached("shipment", shipments.ship(name, { trackingId: fresh, items }));
      await failpoint("shipping-after-ship");
      return { trackingId: kept };
    },

    async cancelShipment(request) {
      await reached("shipment", shipments.cancel(readName(request)));
      await failpoint("shipping-after-cancel");
      return {};
    },

    async listShipments(request) {
      const { found, nextPageToken } = await reached("shipment", listPage(request, shipments.list));
      return { shipments: found.map(toMessage), nextPageToken };
    },
  };
}

/** Node keeps the delay of a timer in a signed number of 32 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** As many as a cart has lines. Shipments are kept for ever, so each has a bound. */
const MAX_ITEMS = 100;

/** Returns the sum of the quantities. Throws when a quantity is negative. */
function countUnits(items: readonly CartItem[]): number {
  const bad = items.find(({ quantity }) => quantity < 0);
  if (bad) throw invalidArgument(`a quantity must not be negative, is ${bad.quantity}`);
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}

function isAbroad(address: Address | undefined): boolean {
  return Boolean(address?.country) && countryCode(address?.country ?? "") !== "US";
}

function toMessage({ key, trackingId, items, shippedMs, canceledMs }: KeptShipment) {
  return {
    idempotencyKey: key,
    trackingId,
    items: [...items],
    ...(shippedMs !== undefined && { shippedAt: timestampFromMs(shippedMs) }),
    ...(canceledMs !== undefined && { canceledAt: timestampFromMs(canceledMs) }),
  };
}
