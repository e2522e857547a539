import type { Money } from "@hipstershop/proto/hipstershop/common";
import { type Amount, NANOS_PER_UNIT } from "./amount.ts";

/**
 * Returns the amount that a proto Money stands for. Throws a RangeError when its nanos make a
 * whole unit or differ in sign from its units (see common.proto).
 */
export function fromMoney({ currencyCode, units, nanos }: Money): Amount {
  if (Math.abs(nanos) >= 1e9) {
    throw new RangeError(
      `The nanos of an amount must be from -999999999 to 999999999, not "${nanos}"`,
    );
  }
  if ((units > 0n && nanos < 0) || (units < 0n && nanos > 0)) {
    throw new RangeError(
      `The units and nanos of an amount must have one sign, not "${units}" and "${nanos}"`,
    );
  }
  return { currencyCode, nanos: units * NANOS_PER_UNIT + BigInt(nanos) };
}
