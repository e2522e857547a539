import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Meter } from "@opentelemetry/api";

/** How often the event loop is looked at, in milliseconds. Each look wakes the process. */
const LOOK_MS = 100;

/** Measures the process: its CPU, its memory, and for how long its event loop keeps others waiting. */
export function recordProcess(meter: Meter): Disposable {
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  meter
    .createObservableCounter("process.cpu.time", { unit: "s", description: "CPU time used." })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / 1e6, { "cpu.mode": "user" });
      result.observe(system / 1e6, { "cpu.mode": "system" });
    });
  meter
    .createObservableUpDownCounter("process.memory.usage", {
      unit: "By",
      description: "Memory that the process holds.",
    })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  for (const [name, quantile] of [
    ["p50", 50],
    ["p99", 99],
  ] as const) {
    meter
      .createObservableGauge(`nodejs.eventloop.delay.${name}`, {
        unit: "s",
        description: "How late the event loop was, since the process started.",
      })
      // It counts from one look to the next.
      .addCallback((result) =>
        result.observe(Math.max(0, delay.percentile(quantile) / 1e9 - LOOK_MS / 1_000)),
      );
  }
  return { [Symbol.dispose]: () => delay.disable() };
}
