import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createInstance } from "../src/contract/create-instance.ts";
import { createCachedRegistry, createMemoryRegistry, type Registry } from "../src/index.ts";
import { createMdnsRegistry } from "../src/mdns/mdns.ts";
import { type BenchProcess, startProcess } from "./start-process.ts";

const log = { info() {}, warn: console.error };
const ROUNDS = 20;
const IDLE_MS = 10_000;
const PROCESSES = 12;
/** A clock tick of /proc, as every Linux has it. */
const TICK_MS = 10;

console.log(`Node ${process.version}, ${process.platform}-${process.arch}\n`);
await warm();
await cold();
await usable();
await killed();
await snapshots();
await idle();

/** What a look-up costs when the answer is known. */
async function warm(): Promise<void> {
  const mdns = await createMdnsRegistry({ shopName: unique(), log });
  const memory = createMemoryRegistry();
  const cached = createCachedRegistry(createMemoryRegistry());
  for (const registry of [mdns, memory, cached]) {
    await registry.register(createInstance("cart"));
    const ns = await nanosecondsEach(100_000, () => registry.getService("cart"));
    const name = registry === cached ? "cached" : registry.name;
    say(`warm look-up, ${name}`, `${(ns / 1_000).toFixed(2)} µs`);
    await registry[Symbol.asyncDispose]();
  }
}

/** How long the first look-up of a process takes when another process has the service. */
async function cold(): Promise<void> {
  const shopName = unique();
  await using server = await startProcess(shopName, "cart");
  await server.announce();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await using registry = await createMdnsRegistry({ shopName, log });
    const start = performance.now();
    const found = await registry.getService("cart");
    if (found.length !== 1) throw new Error("Nothing was found");
    times.push(performance.now() - start);
  }
  say("cold look-up, mdns", summary(times));
}

/** How long until another process may call an instance, from the beginning of its announcement. */
async function usable(): Promise<void> {
  const shopName = unique();
  await using registry = await createMdnsRegistry({ shopName, log });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS / 2; round++) {
    await using server = await startProcess(shopName, `cart-${round}`);
    const seen = until(registry, `cart-${round}`, 1);
    const startMs = await server.announce();
    times.push((await seen) - startMs);
  }
  say("new instance usable, mdns", summary(times));
}

/** How long until a killed instance is out of use, when a call to it is refused. */
async function killed(): Promise<void> {
  const shopName = unique();
  await using registry = await createMdnsRegistry({ shopName, log });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS / 2; round++) {
    const service = `cart-${round}`;
    await using server = await startProcess(shopName, service);
    await server.announce();
    await until(registry, service, 1);
    const [instance] = await registry.getService(service);
    if (instance === undefined) throw new Error("Nothing was found");
    const startMs = epochMs();
    await server.kill();
    await refused(instance.address);
    registry.reconfirm(instance);
    times.push((await until(registry, service, 0)) - startMs);
  }
  say("killed instance out of use, mdns", summary(times));
}

/** What a change and a pick cost among many instances. */
async function snapshots(): Promise<void> {
  for (const count of [10, 1_000, 10_000]) {
    await using registry = createMemoryRegistry();
    for (let each = 0; each < count; each++) await registry.register(createInstance("cart"));
    const pick = await nanosecondsEach(100_000, async () => {
      const set = await registry.getService("cart");
      const [one, other] = [set[randomBelow(set.length)], set[randomBelow(set.length)]];
      return one === other;
    });
    const change = await nanosecondsEach(200, async () => {
      const registration = await registry.register(createInstance("cart"));
      await registry.getService("cart");
      await registration[Symbol.asyncDispose]();
      await registry.getService("cart");
    });
    say(
      `${count} instances`,
      `look-up and pick of two ${(pick / 1_000).toFixed(2)} µs, ` +
        `change and snapshot ${(change / 2_000).toFixed(1)} µs`,
    );
  }
}

/** The cost of twelve idle processes that know one another. */
async function idle(): Promise<void> {
  if (process.platform !== "linux") return;
  const shopName = unique();
  const names = Array.from({ length: PROCESSES }, (_, index) => `service-${index}`);
  const processes: BenchProcess[] = [];
  try {
    for (const name of names) processes.push(await startProcess(shopName, name, ...names));
    await Promise.all(processes.map((each) => each.announce()));
    await setTimeout(IDLE_MS / 2);
    const before = processes.map(({ pid }) => cpuMs(pid));
    await setTimeout(IDLE_MS);
    const used = processes.map(({ pid }, index) => cpuMs(pid) - (before[index] ?? 0));
    const share = used.reduce((sum, ms) => sum + ms, 0) / PROCESSES / IDLE_MS;
    say(`idle CPU of ${PROCESSES} processes, each`, `${(share * 100).toFixed(2)}% of a core`);
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
  }
}

/** Resolves to when a service has so many instances. */
async function until(registry: Registry, service: string, count: number): Promise<number> {
  for await (const { instances } of registry.watch(service)) if (instances.length === count) break;
  return epochMs();
}

function refused(address: string): Promise<void> {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host);
    socket.once("error", () => resolve());
    socket.once("connect", () => reject(new Error("It still listens")));
  });
}

async function nanosecondsEach(rounds: number, run: () => Promise<unknown>): Promise<number> {
  for (let round = 0; round < rounds / 10; round++) await run();
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) await run();
  return Number(process.hrtime.bigint() - start) / rounds;
}

/** The processor time that a process has used (proc(5), fields 14 and 15). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function summary(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${median.toFixed(1)} ms, worst of ${sorted.length} ${sorted.at(-1)?.toFixed(1)} ms`;
}

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

function randomBelow(limit: number): number {
  return Math.floor(Math.random() * limit);
}

function unique(): string {
  return `bench-${randomBytes(4).toString("hex")}`;
}

function say(what: string, figure: string): void {
  console.log(`${what.padEnd(40)} ${figure}`);
}
