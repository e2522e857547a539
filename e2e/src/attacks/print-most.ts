import type { Most } from "./run-attacks.ts";

/** Prints the most that each service took as a table. */
export function printMost(most: ReadonlyMap<string, Most>): void {
  console.log("\n| service | MB at most | under |\n| --- | ---: | --- |");
  for (const [service, { mb, under }] of [...most].sort()) {
    console.log(`| ${service} | ${mb} | ${under} |`);
  }
}
