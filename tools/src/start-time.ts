// Compares how long each service takes to start, and how much memory it then has, as a bundle
// and from its sources: "npm run build && npm exec -- node tools/src/start-time.ts". Interleaved rounds,
// medians; a start is from the spawn to the line that says the service is registered.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const services = join(import.meta.dirname, "../../services");
const ROUNDS = 7;

interface Start {
  readonly ms: number;
  /** Resident, in MB, where /proc says so. */
  readonly mb: number;
}

async function start(service: string, entry: string): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, [join(services, service, entry)], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", REGISTRY: "static", PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  // Also when this process ends first, as when its output is not read any more.
  const kill = () => child.kill();
  process.once("exit", kill);
  let ms = Number.NaN;
  for await (const line of createInterface(child.stdout)) {
    if (!line.includes("Registering node")) continue;
    ms = performance.now() - begin;
    break;
  }
  if (Number.isNaN(ms)) throw new Error(`${service}/${entry} ended before it had started`);
  const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
  kill();
  await exited;
  process.removeListener("exit", kill);
  return { ms, mb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

console.log("| service | bundle ms | sources ms | ratio | bundle MB | sources MB |");
console.log("|---|---|---|---|---|---|");
for (const service of await readdir(services)) {
  if (service === "loadgenerator") continue;
  const bundles: Start[] = [];
  const sources: Start[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bundles.push(await start(service, "dist/main.js"));
    sources.push(await start(service, "src/main.ts"));
  }
  const [bundle, source] = [bundles, sources].map((starts) => ({
    ms: median(starts.map(({ ms }) => ms)),
    mb: median(starts.map(({ mb }) => mb)),
  })) as [Start, Start];
  const cells = [bundle.ms, source.ms, source.ms / bundle.ms, bundle.mb, source.mb];
  console.log(
    `| ${service} | ${cells.map((cell) => cell.toFixed(cell < 10 ? 1 : 0)).join(" | ")} |`,
  );
}
