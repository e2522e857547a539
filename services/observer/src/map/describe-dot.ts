import type { Dot, DotState } from "./instance-board.ts";

/** Returns what a dot stands for, in a sentence: "cart-1 at 127.0.0.1:4711 is up". */
export function describeDot({ instance, state, told, isWatched }: Dot): string {
  const what = `${instance.id} at ${instance.address} ${STATES[state]}`;
  const how = isWatched && state === "up" ? ["its health stream is open"] : told;
  return how.length === 0 ? what : `${what}: ${how.join("; ")}`;
}

const STATES: Readonly<Record<DotState, string>> = {
  up: "is up",
  leaving: "takes no more calls",
  frozen: "does not answer",
  gone: "is gone",
};
