import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type FlagValue, withFileLock } from "@hipstershop/faults";
import type { SetFlag } from "./incident.ts";

/** A game as it stands. It is kept in a file: the shop is put right also after a crash. */
export interface GameState {
  readonly incident: string;
  readonly seed: number;
  /** In milliseconds since the epoch, as all times here. */
  readonly startedMs: number;
  /** The process of the observer that has begun it. */
  readonly pid: number;
  readonly hints: number;
  readonly answers: readonly GivenAnswer[];
  readonly givenUp: boolean;
  /** What metrics were when it began, by service and name. */
  readonly before: Readonly<Record<string, number>>;
  /** What puts the shop right. */
  readonly undo: Undo;
}

export interface GivenAnswer {
  readonly service: string;
  readonly cause: string;
  readonly right: boolean;
}

export interface Undo {
  /** Those to clear, or to set to what they were before. */
  readonly flags: readonly (Pick<SetFlag, "flag" | "target"> & {
    readonly before?: FlagValue | undefined;
  })[];
  /** The processes to stop, each with the instance of the dev runner that has started it. */
  readonly copies: readonly { readonly runner: string; readonly pid: number }[];
}

/** The file of the game that runs. */
export interface GameFile {
  /** Returns the game. Undefined while none runs. */
  read(): GameState | undefined;
  /**
   * Writes what `next` makes of the game, and returns that; undefined removes it. No other observer of this
   * machine changes it meanwhile. What `next` throws is thrown, and then nothing is written.
   */
  change<Next extends GameState | undefined>(next: (now: GameState | undefined) => Next): Next;
}

/**
 * Returns the file at a path, which need not be there. One that is no game counts as none. It calls `onChange`
 * after each change that is made here.
 */
export function gameFile(path: string, onChange: () => void): GameFile {
  function read(): GameState | undefined {
    try {
      const state: unknown = JSON.parse(readFileSync(path, "utf8"));
      return isGame(state) ? state : undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isThere = code !== "ENOENT" && code !== "ENOTDIR";
      if (!isThere || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  function write(state: GameState): void {
    // No reader may see half a file.
    const unfinished = `${path}.${process.pid}.tmp`;
    writeFileSync(unfinished, `${JSON.stringify(state, undefined, 2)}\n`);
    renameSync(unfinished, path);
  }

  return {
    read,
    change(next) {
      mkdirSync(dirname(path), { recursive: true });
      const state = withFileLock(path, () => {
        const then = next(read());
        if (then) write(then);
        else rmSync(path, { force: true });
        return then;
      });
      onChange();
      return state;
    },
  };
}

/** Whether this is a game as this version of the observer keeps it. */
function isGame(value: unknown): value is GameState {
  const { incident, seed, startedMs, pid, answers, before, undo } = Object(value) as GameState;
  return (
    typeof incident === "string" &&
    [seed, startedMs, pid].every(Number.isFinite) &&
    [answers, undo?.flags, undo?.copies].every(Array.isArray) &&
    typeof before === "object"
  );
}
