import type { Faults } from "@hipstershop/faults";
import { type Mix, parseMix } from "./mix.ts";

/** What is played. */
export interface LoadSettings {
  /** How many visitors are in the shop at once. */
  readonly users: number;
  /** How many of them come in per second until all are there. */
  readonly usersPerSecond: number;
  /** How often each visitor asks for the home page before each other thing. */
  readonly flood: number;
  readonly mix: Mix;
}

/** Says what is played, which may change meanwhile. */
export interface Steering {
  settings(): Promise<LoadSettings>;
  /** Returns a signal that aborts when the settings may be others. */
  changed(): AbortSignal;
}

/** Always plays the same. */
export function steadily(settings: LoadSettings): Steering {
  const { signal } = new AbortController();
  return { settings: async () => settings, changed: () => signal };
}

/**
 * Plays what flags say, and what `fallback` says where they say nothing. A mix that cannot be read is
 * told once, and the one of `fallback` is played.
 */
export function byFlags(
  faults: Pick<Faults, "number" | "text" | "changed">,
  fallback: LoadSettings,
  warn: (message: string) => void,
): Steering {
  let told = "";

  function mixOf(text: string): Mix {
    try {
      return text === "" ? fallback.mix : parseMix(text);
    } catch (error) {
      if (text !== told) warn(`loadGeneratorMix cannot be read: ${(error as Error).message}`);
      told = text;
      return fallback.mix;
    }
  }

  return {
    changed: () => faults.changed(),
    async settings() {
      const [traffic = 0, users = 0, rate = 0, flood = 0] = await Promise.all([
        faults.number("loadGeneratorTraffic"),
        faults.number("loadGeneratorVUs"),
        faults.number("loadGeneratorRate"),
        faults.number("loadGeneratorFloodHomepage"),
      ]);
      const whole = (value: number) => Math.max(0, Math.round(value));
      return {
        users: traffic === 0 ? 0 : whole(users) || fallback.users,
        usersPerSecond: rate > 0 ? rate : fallback.usersPerSecond,
        flood: whole(flood),
        mix: mixOf(await faults.text("loadGeneratorMix")),
      };
    },
  };
}
