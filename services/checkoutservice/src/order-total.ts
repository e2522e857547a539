import { addAmounts, fromMoney, multiplyAmount, toMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";

/**
 * Returns what an order costs: each cost times its quantity, and the shipping. Throws a RangeError
 * when it is more than a Money can hold, or in several currencies.
 */
export function orderTotal({
  items,
  shippingCost,
}: Pick<OrderResult, "items" | "shippingCost">): Money {
  const lines = items.map(({ item, cost }) =>
    multiplyAmount(fromMoney(present(cost)), present(item).quantity),
  );
  return toMoney(addAmounts(fromMoney(present(shippingCost)), ...lines));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("An order without a price has no total");
  return value;
}
