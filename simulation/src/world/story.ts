import { createHash } from "node:crypto";
import { currentProcess } from "./simulated-process.ts";
import { currentWorld } from "./world.ts";

/** All that happened in a world, line by line, in order. */
export interface Story {
  /** Adds a line about the running process, or about the one named. */
  tell(text: string, who?: string): void;
  /** A hash of all lines: two runs of a seed have the same. */
  hash(): string;
}

/** Begins a story. Each line goes to `write`; by default only the hash is kept. */
export function createStory(write: (line: string) => void = () => {}): Story {
  const hash = createHash("sha1");
  return {
    tell(text, who = currentProcess()?.name ?? "") {
      const line = `${currentWorld().nowMs.toFixed(1).padStart(9)}  ${who.padEnd(20)}  ${text}`;
      hash.update(line);
      write(line);
    },
    hash: () => hash.copy().digest("hex").slice(0, 12),
  };
}
