import type { Connection } from "./connection.ts";
import type { OpenRequest } from "./open-request.ts";

/**
 * Returns the connection whose requests hold the most. Of two that hold the same it is the newer one:
 * the older has waited longer. Undefined when none holds anything.
 */
export function heaviestOf(
  connections: Iterable<Connection>,
  measure: (open: OpenRequest) => number,
): Connection | undefined {
  let most = 0;
  let heaviest: Connection | undefined;
  for (const connection of connections) {
    let held = 0;
    for (const open of connection.open) held += measure(open);
    if (held > 0 && held >= most) [most, heaviest] = [held, connection];
  }
  return heaviest;
}
