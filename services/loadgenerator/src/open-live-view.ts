import type { WriteStream } from "node:tty";
import { renderSummary } from "./render-summary.ts";
import type { Statistics } from "./statistics.ts";

/**
 * Shows statistics while they grow, and how many visitors there are: in a terminal every second, over the last ones; elsewhere, as
 * in a log, every ten seconds, below the last ones. Disposing it shows all of them a last time.
 */
export function openLiveView(
  statistics: Statistics,
  visitors: () => number,
  output: Pick<WriteStream, "isTTY" | "columns" | "write">,
): Disposable {
  let height = 0;

  function show(columns: number): void {
    const lines = renderSummary(statistics.summary(), statistics.recentRate(), visitors()).split(
      "\n",
    );
    // Goes up to where the last view began, and clears from there.
    const back = output.isTTY && height > 0 ? `\x1b[${height}A\x1b[J` : "";
    output.write(`${back}${lines.map((line) => `${line.slice(0, columns)}\n`).join("")}`);
    height = lines.length;
  }

  // In a terminal a longer line would take two lines, and the next view would not go up far enough.
  const showLive = () => show(output.isTTY ? output.columns || 80 : Infinity);
  const timer = setInterval(showLive, output.isTTY ? 1_000 : 10_000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      show(Infinity);
    },
  };
}
