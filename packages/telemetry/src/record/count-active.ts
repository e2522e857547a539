import type { Meter } from "@opentelemetry/api";

/** Creates a metric of the calls that run. The function that it returns counts one more, or less. */
export function countActive(meter: Meter, name: string, description: string) {
  let active = 0;
  meter
    .createObservableUpDownCounter(name, { unit: "{call}", description })
    .addCallback((result) => result.observe(active));
  return (by: 1 | -1): void => {
    active += by;
  };
}
