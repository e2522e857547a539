import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { ShipOrderRequest, ShippingService } from "@hipstershop/proto/hipstershop/shipping";

/** A shipment, or the place of one that is forbidden. */
export interface FakeShipment {
  readonly request?: ShipOrderRequest;
  readonly trackingId: string;
  canceled: boolean;
}

/** The shipments of a fake shop, by their keys. */
export interface FakeShipments {
  readonly byKey: Map<string, FakeShipment>;
  readonly service: Pick<ServiceImpl<typeof ShippingService>, "shipOrder" | "cancelShipment">;
}

/** Creates shipments that keep the rules of ShippingService. */
export function createFakeShipments(): FakeShipments {
  const byKey = new Map<string, FakeShipment>();
  const epochs = new Map<string, bigint>();

  function checkEpoch(key: string, epoch: bigint): void {
    const newest = epochs.get(key) ?? 0n;
    if (epoch < newest) throw refused(`epoch ${epoch} is older than ${newest}`);
    epochs.set(key, epoch);
  }

  return {
    byKey,
    service: {
      shipOrder(request) {
        const { idempotencyKey, epoch } = request;
        checkEpoch(idempotencyKey, epoch);
        const before = byKey.get(idempotencyKey);
        if (before?.canceled) throw refused("the shipment was canceled");
        const trackingId = before?.trackingId ?? `AB-12345-${6_789_012 + byKey.size}`;
        if (!before) byKey.set(idempotencyKey, { request, trackingId, canceled: false });
        return { trackingId };
      },
      cancelShipment({ idempotencyKey, epoch }) {
        checkEpoch(idempotencyKey, epoch);
        const before = byKey.get(idempotencyKey) ?? { trackingId: "", canceled: true };
        byKey.set(idempotencyKey, Object.assign(before, { canceled: true }));
        return {};
      },
    },
  };
}

function refused(message: string): ConnectError {
  return new ConnectError(message, Code.FailedPrecondition);
}
