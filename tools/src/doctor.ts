// Says what the registry sees, and why something is not found: "npm run doctor", or with
// --json for a program. Exits with 1 when a service of the shop is missing or unhealthy.
import { parseArgs } from "node:util";
import { printable } from "@hipstershop/registry";
import { serviceNames } from "@hipstershop/shop/names";
import { diagnose } from "./doctor/diagnose.ts";
import { renderReport } from "./doctor/render-report.ts";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const report = await diagnose({ env: process.env, expected: serviceNames });
  const json = () => JSON.stringify(report, null, 2).split("\n").map(printable).join("\n");
  const text = values.json ? json() : renderReport(report);
  process.stdout.write(`${text}\n`);
  process.exitCode = report.problems.some(({ severity }) => severity === "error") ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
