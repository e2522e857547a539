import type { Amount } from "./amount.ts";
import { currencyDigits } from "./currency-digits.ts";

/** Returns an amount rounded to its currency's own digits, a half to the even neighbour. */
export function roundAmount({ currencyCode, nanos }: Amount): Amount {
  const step = 10n ** BigInt(9 - currencyDigits(currencyCode));
  const rest = nanos % step;
  const towardZero = nanos - rest;
  const awayFromZero = towardZero + (rest < 0n ? -step : step);
  const twiceRest = 2n * (rest < 0n ? -rest : rest);
  const isOdd = (towardZero / step) % 2n !== 0n;
  const away = twiceRest > step || (twiceRest === step && isOdd);
  return { currencyCode, nanos: away ? awayFromZero : towardZero };
}
