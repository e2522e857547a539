import { type Comparison, problemLine, showAmount } from "@hipstershop/books";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";

/** Returns what came of comparing the books, in lines for a terminal. */
export function renderComparison(comparison: Comparison): string {
  const { problems, settled, underWay, owed, givenUp, sums } = comparison;
  const count = (state: OrderState) => settled.filter((order) => order.state === state).length;
  const lines = [
    `orders      ${count(OrderState.PLACED)} placed, ${count(OrderState.REFUSED)} refused, ` +
      `${count(OrderState.CANCELED)} canceled, ${underWay} under way`,
    `deliveries  ${owed} owed, ${givenUp} given up`,
    ...sums.map(
      ({ captured, refunded, placed }) =>
        `ledger      ${showAmount(captured)} captured, ${showAmount(refunded)} refunded; ` +
        `${showAmount(placed)} placed`,
    ),
    ...sums.flatMap(({ keyless, beforeLedger }) => [
      ...(keyless.nanos ? [`apart       ${showAmount(keyless)} charged without a key`] : []),
      ...(beforeLedger.nanos
        ? [`apart       ${showAmount(beforeLedger)} placed before there was a ledger`]
        : []),
    ]),
    "",
    ...problems.map(problemLine),
    verdict(problems.length),
  ];
  return lines.join("\n");
}

function verdict(problems: number): string {
  if (problems === 0) return "The books agree.";
  return problems === 1 ? "1 thing does not agree." : `${problems} things do not agree.`;
}
