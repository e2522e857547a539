import { setTimeout as wait } from "node:timers/promises";
import { type BookKeepers, compareBooks, problemLine, readBooks } from "@hipstershop/books";
import { type Order, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { countOf } from "@hipstershop/tools/count-of";

/** The longest that an order may take to its end, once all services are up: guarantee G2. */
const REST_MS = 60_000;

/**
 * Waits until all books agree and nothing is owed, and returns what is wrong if that takes too long,
 * in lines. What the shop has told is a part of the books.
 */
export async function problemsAtRest(
  keepers: BookKeepers,
  toldPlaced: ReadonlySet<string>,
): Promise<string[]> {
  const untilMs = performance.now() + REST_MS;
  for (;;) {
    const books = await readBooks(keepers);
    const { problems, owed } = compareBooks(books, Number.POSITIVE_INFINITY);
    if (problems.length + owed === 0 || performance.now() > untilMs) {
      const placed = new Set(books.orders.filter(isPlaced).map(({ result }) => result?.orderId));
      const lost = [...toldPlaced].filter((id) => !placed.has(id));
      return [
        ...problems.map(problemLine),
        ...(owed > 0 ? [`G6 ${countOf(owed, "delivery", "deliveries")} still owed`] : []),
        ...lost.map((id) => `G4 order ${id}: it was called placed, and is not`),
      ];
    }
    await wait(100);
  }
}

function isPlaced({ state }: Order): boolean {
  return state === OrderState.PLACED;
}
