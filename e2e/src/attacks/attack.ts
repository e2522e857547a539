import { readdirSync, readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { openAttacked, type Target } from "./open-attacked.ts";
import { openMemoryGroups } from "./open-memory-groups.ts";

export interface AttackOptions {
  /** Which service is attacked. Default frontend. */
  readonly service?: string;
  /** Variables of all services. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a shop, runs an attack against one of its services while an honest visitor reads the
 * home page again and again, and prints what it cost: the service's memory and descriptors
 * before, at the most, and 5 s after the attack, what a pod's limit would count of each service at
 * the most, and the visitor's slowest page. What the attack resolves with is printed as well. It wants
 * root, and `npm run build` must have made the bundles, unless ATTACKED says where a shop is.
 */
export async function attack(
  name: string,
  run: (target: Target) => Promise<unknown>,
  { service = "frontend", env = {} }: AttackOptions = {},
) {
  await using groups = openMemoryGroups();
  await using shop = await openAttacked(groups, env);
  const frontend = await shop.target("frontend");
  const target = await shop.target(service);
  const pid = shop.pid(service);
  for (let i = 0; i < 50; i++) await readPage(frontend);

  const before = measure(pid);
  const most = { ...before };
  const counted = new Map<string, number>();
  const over = new AbortController();
  const watching = watch(() => {
    for (const [each, bytes] of groups.read()) {
      counted.set(each, Math.max(counted.get(each) ?? 0, bytes));
    }
    const { memoryMb, descriptors } = measure(pid);
    most.memoryMb = Math.max(most.memoryMb, memoryMb);
    most.descriptors = Math.max(most.descriptors, descriptors);
  }, over.signal);
  const visitor = { pages: 0, failed: 0, slowestMs: 0 };
  const visiting = watch(async () => {
    const startMs = performance.now();
    const status = await readPage(frontend);
    visitor.pages++;
    if (status !== 200) visitor.failed++;
    visitor.slowestMs = Math.round(Math.max(visitor.slowestMs, performance.now() - startMs));
  }, over.signal);

  // Watching fails when the attack has ended the service.
  const outcome = await Promise.race([run(target), watching]);
  await wait(5_000);
  const after = measure(pid);
  over.abort();
  await Promise.all([watching, visiting]);
  const row = (of: (measured: Measured) => number) => [before, most, after].map(of).join(" / ");
  console.log(`${name}: ${JSON.stringify(outcome ?? {})}`);
  console.log(`  memory before / most / after, MB: ${row(({ memoryMb }) => memoryMb)}`);
  const limits = [...counted].map(([each, bytes]) => `${each} ${Math.round(bytes / 2 ** 20)}`);
  console.log(`  a pod's limit counts at most, MB: ${limits.sort().join(", ")}`);
  console.log(`  descriptors:                      ${row(({ descriptors }) => descriptors)}`);
  console.log(`  an honest visitor:                ${JSON.stringify(visitor)}`);
}

interface Measured {
  readonly memoryMb: number;
  readonly descriptors: number;
}

/** Linux alone tells this of another process. */
function measure(pid: number): { memoryMb: number; descriptors: number } {
  const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  const descriptors = readdirSync(`/proc/${pid}/fd`).length;
  return { memoryMb: Math.round(Number(kb) / 1024), descriptors };
}

async function watch(look: () => unknown, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look();
    await wait(50);
  }
}

/** Reads the home page over a connection of its own, and returns its status; 0 is none. */
export function readPage({ host, port }: Target): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  get({ host, port, path: "/", agent: false, timeout: 60_000 }, (answer: IncomingMessage) => {
    answer.resume().on("close", () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
  })
    .on("timeout", () => resolve(0))
    .on("error", () => resolve(0));
  return promise;
}
