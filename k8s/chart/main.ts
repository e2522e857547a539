// Writes the Helm chart into a folder: npm run release:chart -- dist/chart
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { whyNoKustomize } from "../checks/render.ts";
import { writeChart } from "./write-chart.ts";

const [folder] = process.argv.slice(2);
const problem = folder ? await whyNoKustomize() : "Usage: npm run release:chart -- <folder>";
if (problem !== undefined || folder === undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
const top = join(import.meta.dirname, "../..");
const { version } = JSON.parse(await readFile(join(top, "package.json"), "utf8"));
await writeChart(folder, version);
process.stdout.write(`Helm chart ${version} in ${folder}\n`);
