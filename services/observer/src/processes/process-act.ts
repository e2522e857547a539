import type { DevRunner } from "./dev-runners.ts";

/** What can be done to a process. */
export type ProcessAct = "restart" | "stop" | "kill" | "freeze" | "thaw";

/** Returns what does it, for the word of a form. Undefined when there is no such word. */
export function processAct(
  word: string | null,
): ((runner: DevRunner, pid: number) => Promise<unknown>) | undefined {
  return word !== null && Object.hasOwn(ACTS, word) ? ACTS[word as ProcessAct] : undefined;
}

const ACTS: Readonly<Record<ProcessAct, (runner: DevRunner, pid: number) => Promise<unknown>>> = {
  restart: ({ client }, pid) => client.restartCopy({ pid }),
  stop: ({ client }, pid) => client.stopCopy({ pid }),
  kill: ({ client }, pid) => client.killCopy({ pid }),
  freeze: ({ client }, pid) => client.freezeCopy({ pid }),
  thaw: ({ client }, pid) => client.thawCopy({ pid }),
};
