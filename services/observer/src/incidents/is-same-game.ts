import type { GameState } from "./game-file.ts";

/** Returns whether the file still has the game that it had then, however far that has come. */
export function isSameGame(now: GameState | undefined, then: GameState): boolean {
  return now?.startedMs === then.startedMs;
}
