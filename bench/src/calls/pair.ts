import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Round, RoundResult } from "./messages.ts";

/** A contender's client and server, each in a process of its own. */
export interface Pair extends AsyncDisposable {
  run(round: Round): Promise<PairResult>;
}

export interface PairResult extends RoundResult {
  /** CPU that the server used, in milliseconds. */
  readonly serverCpuMs: number;
}

/** Starts the two processes of a contender. */
export async function startPair(contender: string): Promise<Pair> {
  const server = start("server-process.ts", contender);
  const addresses = await next(server);
  const client = start("client-process.ts", contender, JSON.stringify(addresses));
  await next(client);
  return {
    async run(round) {
      const before = await ask<number>(server, {});
      const result = await ask<RoundResult>(client, round);
      return { ...result, serverCpuMs: (await ask<number>(server, {})) - before };
    },
    async [Symbol.asyncDispose]() {
      for (const child of [client, server]) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill();
        await once(child, "exit");
      }
    },
  };
}

function start(script: string, ...args: string[]): ChildProcess {
  return fork(new URL(script, import.meta.url), args, { stdio: "inherit" });
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = next(child);
  child.send(message);
  return (await answer) as T;
}

/** The next message of a child; throws if it ends before. */
async function next(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  try {
    const ended = once(child, "exit", { signal }).then(([code]) => {
      throw new Error(`${child.spawnargs.slice(1).join(" ")} ended with ${code}`);
    });
    const [value] = await Promise.race([once(child, "message", { signal }), ended]);
    return value;
  } finally {
    heard.abort();
  }
}
