import { create } from "@bufbuild/protobuf";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { type Amount, NANOS_PER_UNIT } from "./amount.ts";

/** Returns the proto Money of an amount. Throws a RangeError when its units overflow an int64. */
export function toMoney({ currencyCode, nanos }: Amount): Money {
  const units = nanos / NANOS_PER_UNIT;
  if (BigInt.asIntN(64, units) !== units) {
    throw new RangeError(`An amount of ${units} "${currencyCode}" is more than a Money can hold`);
  }
  return create(MoneySchema, { currencyCode, units, nanos: Number(nanos % NANOS_PER_UNIT) });
}
