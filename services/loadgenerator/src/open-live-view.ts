import type { WriteStream } from "node:tty";
import { renderSummary } from "./render-summary.ts";
import type { Statistics } from "./statistics.ts";

/**
 * Shows statistics while they grow: in a terminal in one place, every second; elsewhere, as
 * in a log, anew every ten seconds. Disposing it shows them for the last time, and in full.
 */
export function openLiveView(
  statistics: Statistics,
  output: Pick<WriteStream, "isTTY" | "columns" | "write">,
): Disposable {
  let height = 0;

  function show(columns: number): void {
    const lines = renderSummary(statistics.summary(), statistics.recentRate()).split("\n");
    // Up to where the last one began, and clear from there.
    const back = output.isTTY && height > 0 ? `\x1b[${height}A\x1b[J` : "";
    output.write(`${back}${lines.map((line) => `${line.slice(0, columns)}\n`).join("")}`);
    height = lines.length;
  }

  // In a terminal a longer line takes two: the next view would go up too little.
  const showLive = () => show(output.isTTY ? output.columns || 80 : Infinity);
  const timer = setInterval(showLive, output.isTTY ? 1_000 : 10_000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      show(Infinity);
    },
  };
}
