import { LoadGeneratorService } from "@hipstershop/proto/hipstershop/dev/load";
import { defineService, type Registry, startService } from "@hipstershop/service";
import type { Load } from "./start-load.ts";
import type { Statistics } from "./statistics.ts";
import type { Timeline } from "./timeline.ts";

export interface AnnounceLoadOptions {
  readonly load: Load;
  readonly statistics: Statistics;
  readonly timeline: Timeline;
  readonly registry: Registry;
  readonly env: NodeJS.ProcessEnv;
}

/** The most reasons of failures that are told. */
const MAX_REASONS = 10;

/** Lets the observer find this load generator by its name, and ask what it plays. */
export function announceLoad(options: AnnounceLoadOptions): Promise<AsyncDisposable> {
  const { load, statistics, timeline, registry, env } = options;
  const definition = defineService({
    service: LoadGeneratorService,
    create: () => ({
      getLoad() {
        const { users, usersPerSecond, flood, mix } = load.settings;
        const failures = Object.entries(statistics.summary().total.failures);
        return {
          settings: { visitors: users, visitorsPerSecond: usersPerSecond, flood, mix: { ...mix } },
          visitors: load.visitors,
          samples: timeline
            .samples()
            .map(({ second, ...sample }) => ({ second: BigInt(second), ...sample })),
          failures: failures
            .sort(([, one], [, other]) => other - one)
            .slice(0, MAX_REASONS)
            .map(([reason, times]) => ({ reason, times })),
        };
      },
    }),
  });
  return startService(
    { ...definition, name: "loadgenerator" },
    {
      // Its flags steer it; nothing breaks it.
      env: { ...env, PORT: "0", FAULTS: "0" },
      registry,
      // Standard output is for the view, or for the report.
      logTo: { write: (line) => void (process.stderr.isTTY || process.stderr.write(line)) },
    },
  );
}
