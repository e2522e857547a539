import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { NodeReport, NodeTask } from "./namespace-node.ts";

/** A network namespace, with processes in it. */
export interface Namespace extends AsyncDisposable {
  readonly name: string;
  /** An empty folder, removed with the namespace. */
  readonly folder: string;
  /** Runs a command in it and returns what it prints. Throws when it fails. */
  run(command: string, ...args: string[]): string;
  /** Starts a program in it, and ends it with the namespace. */
  spawn(command: string, ...args: string[]): ChildProcess;
  /** Starts a process with a registry in it. */
  start(task: Omit<NodeTask, "folder">): NamespaceNode;
}

/** A process with a registry. */
export interface NamespaceNode extends AsyncDisposable {
  /** All that it has printed. */
  readonly reports: readonly NodeReport[];
  /** The addresses in the last set that it saw, sorted; undefined before the first. */
  addresses(): readonly string[] | undefined;
  /** Makes it reconfirm every instance that it sees. */
  reconfirm(): void;
  /** Kills it without a goodbye. */
  kill(): Promise<void>;
}

/** Why no namespace can be made here, if so. */
export function namespaceObstacle(): string | undefined {
  if (process.platform !== "linux") return "network namespaces need Linux";
  if (process.getuid?.() !== 0) return "network namespaces need root";
  try {
    execFileSync("ip", ["netns", "list"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "network namespaces need the program ip (iproute2)";
  }
}

/** Makes a namespace with a loopback interface and no other. */
export async function createNamespace(): Promise<Namespace> {
  const name = `hs-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const children = new Set<ChildProcess>();
  execFileSync("ip", ["netns", "add", name]);

  const run = (command: string, ...args: string[]) =>
    execFileSync("ip", ["netns", "exec", name, command, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  run("ip", "link", "set", "lo", "up");

  function spawnIn(command: string, ...args: string[]): ChildProcess {
    // ip replaces itself by the program, so this is its pid.
    const child = spawn("ip", ["netns", "exec", name, command, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  }

  return {
    name,
    folder,
    run,
    spawn: spawnIn,
    start(task) {
      const script = join(import.meta.dirname, "namespace-node.ts");
      const argument = JSON.stringify({ ...task, folder });
      return toNode(spawnIn(process.execPath, script, argument));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...children].map((child) => end(child, "SIGKILL")));
      execFileSync("ip", ["netns", "delete", name]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Joins two namespaces by a cable, `eth0` to `eth0`, with an address each. */
export function connect(
  one: { readonly namespace: Namespace; readonly address: string },
  other: { readonly namespace: Namespace; readonly address: string },
): void {
  const ends = [one, other].map((end) => ({ ...end, cable: `v${randomBytes(4).toString("hex")}` }));
  const [first, second] = ends.map(({ cable }) => cable);
  execFileSync("ip", ["link", "add", `${first}`, "type", "veth", "peer", "name", `${second}`]);
  for (const { namespace, address, cable } of ends) {
    execFileSync("ip", ["link", "set", cable, "netns", namespace.name]);
    namespace.run("ip", "link", "set", cable, "name", "eth0");
    namespace.run("ip", "address", "add", `${address}/24`, "dev", "eth0");
    namespace.run("ip", "link", "set", "eth0", "up");
  }
}

function toNode(child: ChildProcess): NamespaceNode {
  const reports: NodeReport[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error("The process has no output");
  createInterface(child.stdout).on("line", (line) => reports.push(JSON.parse(line) as NodeReport));
  createInterface(child.stderr).on("line", (log) => reports.push({ log }));
  return {
    reports,
    addresses() {
      const last = reports.findLast((report) => "set" in report);
      return last?.set.map(({ address }) => address).sort();
    },
    reconfirm: () => void child.kill("SIGUSR2"),
    kill: () => end(child, "SIGKILL"),
    [Symbol.asyncDispose]: () => end(child, "SIGTERM"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}
