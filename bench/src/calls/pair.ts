import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Round, RoundResult } from "./messages.ts";

/** A contender's client and server, each in a process of its own. */
export interface Pair extends AsyncDisposable {
  run(round: Round): Promise<PairResult>;
}

export interface PairResult extends RoundResult {
  /** CPU that the server used, in milliseconds. */
  readonly serverCpuMs: number;
}

/** The command lines of a contender; that of the client is followed by the addresses, as JSON. */
export interface PairCommands {
  readonly server: readonly string[];
  readonly client: readonly string[];
}

/** Starts the two processes of a contender. */
export async function startPair({ server, client }: PairCommands): Promise<Pair> {
  await using opened = new AsyncDisposableStack();
  const serving = opened.use(start(server));
  const addresses = await serving.heard();
  const calling = opened.use(start([...client, JSON.stringify(addresses)]));
  await calling.heard();
  const disposal = opened.move();
  return {
    async run(round) {
      const before = await serving.ask<number>({});
      const result = await calling.ask<RoundResult>(round);
      return { ...result, serverCpuMs: (await serving.ask<number>({})) - before };
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** Starts a process that speaks lines of JSON. */
function start([file = "", ...args]: readonly string[]) {
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exited = ended(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  /** What it says next. Rejects if it ends before. */
  async function heard(): Promise<unknown> {
    const line = await lines.next();
    if (!line.done) return JSON.parse(line.value);
    throw new Error(`${child.spawnargs.join(" ")} ended with ${await exited}`);
  }

  return {
    heard,
    async ask<T>(question: object): Promise<T> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return (await heard()) as T;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}

/** Resolves to how it ended, at once if it could not be started. */
async function ended(child: ChildProcess): Promise<unknown> {
  return once(child, "exit").then(
    ([code, signal]) => code ?? signal,
    (error: Error) => error.message,
  );
}
