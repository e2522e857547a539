import type { WriteStream } from "node:tty";
import { renderSummary } from "./render-summary.ts";
import type { Statistics } from "./statistics.ts";

/**
 * Shows statistics while they grow: in a terminal in one place, every second; elsewhere, as
 * in a log, anew every ten seconds. Disposing it shows them for the last time.
 */
export function openLiveView(
  statistics: Statistics,
  output: Pick<WriteStream, "isTTY" | "write">,
): Disposable {
  let height = 0;

  function show(): void {
    const text = renderSummary(statistics.summary(), statistics.recentRate());
    // Up to where the last one began, and clear from there.
    const back = output.isTTY && height > 0 ? `\x1b[${height}A\x1b[J` : "";
    output.write(`${back}${text}\n`);
    height = text.split("\n").length;
  }

  const timer = setInterval(show, output.isTTY ? 1_000 : 10_000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      show();
    },
  };
}
