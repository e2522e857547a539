import type { Dot, DotState } from "./instance-board.ts";

/** Returns what a dot stands for, in a sentence: "cart-1 at 127.0.0.1:4711 is up". */
export function describeDot({ instance, state, told }: Dot): string {
  const what = `${instance.id} at ${instance.address} ${STATES[state]}`;
  return told.length === 0 ? what : `${what}: ${told.join("; ")}`;
}

const STATES: Readonly<Record<DotState, string>> = {
  up: "is up",
  leaving: "takes no more calls",
  frozen: "does not answer",
  gone: "is gone",
};
