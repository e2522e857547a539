import { isDeepStrictEqual } from "node:util";
import type { Registry } from "@hipstershop/service";
import type { Dot } from "../map/instance-board.ts";
import type { GameFile } from "./game-file.ts";
import { isSameGame } from "./is-same-game.ts";
import type { Stagehand } from "./stagehand.ts";

/**
 * Returns what puts the shop right after the game, and removes its file. `waitMs` is for dev runners that are
 * not found yet. Who asks meanwhile waits for the same end.
 */
export function createPutBack(options: {
  readonly file: GameFile;
  readonly stagehand: Pick<Stagehand, "undo">;
  readonly registry: Pick<Registry, "reconfirm">;
  /** Returns the instances of the services that can be broken. */
  readonly dots: () => readonly Dot[];
}): (waitMs?: number) => Promise<void> {
  const { file, stagehand, registry, dots } = options;
  let puttingBack: Promise<void> | undefined;

  async function undoGame(waitMs: number): Promise<void> {
    const state = file.read();
    if (!state) return;
    await stagehand.undo(state.undo, waitMs);
    // A copy that went without a goodbye would stay in the registry until somebody calls it.
    for (const { state, instance } of dots()) {
      if (state === "gone") registry.reconfirm(instance);
    }
    // Another observer may have begun the next meanwhile, or may have broken more in this one.
    const left = file.change((now) =>
      isSameGame(now, state) && isDeepStrictEqual(now?.undo, state.undo) ? undefined : now,
    );
    if (isSameGame(left, state)) await undoGame(waitMs);
  }

  return (waitMs = 0) => {
    puttingBack ??= undoGame(waitMs).finally(() => {
      puttingBack = undefined;
    });
    return puttingBack;
  };
}
