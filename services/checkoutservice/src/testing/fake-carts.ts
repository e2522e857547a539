import type { ServiceImpl } from "@connectrpc/connect";
import type { CartService } from "@hipstershop/proto/hipstershop/cart";

/** The carts of a fake shop. */
export interface FakeCarts {
  /** Puts something else into a user's cart: quantities by product. */
  fill(userId: string, items: Readonly<Record<string, number>>): void;
  /** What is in a user's cart. */
  of(userId: string): Readonly<Record<string, number>>;
  readonly service: Pick<ServiceImpl<typeof CartService>, "getCart" | "removeItems">;
}

/** Creates carts with a new version for each change. */
export function createFakeCarts(): FakeCarts {
  const carts = new Map<string, { items: Record<string, number>; version: string }>();
  const removals = new Set<string>();
  let versions = 0;

  function fill(userId: string, items: Readonly<Record<string, number>>): void {
    carts.set(userId, { items: { ...items }, version: `version ${++versions}` });
  }

  return {
    fill,
    of: (userId) => carts.get(userId)?.items ?? {},
    service: {
      getCart({ userId }) {
        const { items = {}, version = "" } = carts.get(userId) ?? {};
        const lines = Object.entries(items);
        return {
          userId,
          version,
          items: lines.map(([productId, quantity]) => ({ productId, quantity })),
        };
      },
      removeItems({ userId, items, idempotencyKey }) {
        if (removals.has(idempotencyKey)) return {};
        removals.add(idempotencyKey);
        const left = { ...carts.get(userId)?.items };
        for (const { productId, quantity } of items) {
          const rest = (left[productId] ?? 0) - quantity;
          if (rest > 0) left[productId] = rest;
          else delete left[productId];
        }
        fill(userId, left);
        return {};
      },
    },
  };
}
