import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import { type Order, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { emailOf } from "../customers/order-request.ts";
import type { Invariant } from "./evidence.ts";

/**
 * G1 and G6: what was put into a cart is in one placed order, or is still in the cart. Nothing is
 * ordered twice, and nothing is lost.
 */
export const cartsAddUp: Invariant = ({ books, visits }) =>
  visits.flatMap(({ diary, cart }) => {
    if (diary.tookOut) return [];
    const placed = books.orders.filter((order) => isPlacedBy(order, diary.userId));
    const ordered = placed.flatMap(({ result }) =>
      (result?.items ?? []).flatMap(({ item }) => item ?? []),
    );
    const added = counts(diary.added);
    const kept = counts([...ordered, ...cart]);
    return [...new Set([...added.keys(), ...kept.keys()])]
      .filter((productId) => added.get(productId) !== kept.get(productId))
      .map((productId) => {
        const [put, have] = [added.get(productId) ?? 0, kept.get(productId) ?? 0];
        return `G6 ${diary.userId} added ${put} of ${productId}: ${have} are ordered or in the cart`;
      });
  });

function isPlacedBy({ state, email }: Order, userId: string): boolean {
  return state === OrderState.PLACED && email === emailOf(userId);
}

type Item = Pick<CartItem, "productId" | "quantity">;

function counts(items: readonly Item[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of items) {
    sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  }
  return sums;
}
