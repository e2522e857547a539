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
  const [addresses] = await once(server, "message");
  const client = start("client-process.ts", contender, JSON.stringify(addresses));
  await once(client, "message");
  return {
    async run(round) {
      const before = await ask<number>(server, {});
      const result = await ask<RoundResult>(client, round);
      return { ...result, serverCpuMs: (await ask<number>(server, {})) - before };
    },
    async [Symbol.asyncDispose]() {
      for (const child of [client, server]) {
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
  const answer = once(child, "message");
  child.send(message);
  const [value] = await answer;
  return value as T;
}
