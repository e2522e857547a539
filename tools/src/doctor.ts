// Says what the registry sees, and why something is not found: "npm run doctor", or with
// --json for a program. Exits with 1 when a service of the shop is missing or unhealthy.
import { parseArgs } from "node:util";
import { serviceNames } from "@hipstershop/shop/names";
import { diagnose } from "./doctor/diagnose.ts";
import { renderReport } from "./doctor/render-report.ts";
import { print } from "./print.ts";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const report = await diagnose({ env: process.env, expected: serviceNames });
  const text = values.json ? JSON.stringify(report, null, 2) : renderReport(report);
  print(text.split("\n"));
  process.exitCode = report.problems.some(({ severity }) => severity === "error") ? 1 : 0;
} catch (error) {
  print([(error as Error).message], process.stderr);
  process.exitCode = 2;
}
