import { relative } from "node:path";
import { followFiles } from "../follow-files.mjs";
import { type Copy, startCopy } from "./copy.ts";

/** Runs copies of services. To dispose it stops all. */
export interface Supervisor extends AsyncDisposable {
  /** All that were ever added, in that order. */
  readonly copies: readonly Copy[];
  /** Starts one more copy of a service. `version` is what it says its version is, in place of VERSION. */
  add(service: string, version?: string): Copy;
}

export interface SupervisorOptions {
  /** The folder that has `services/`. */
  readonly repository: string;
  /** What the services are given. */
  readonly env: NodeJS.ProcessEnv;
  /** The one service that PORT is for. */
  readonly portFor: string;
  /** Takes each line of a service's output. */
  readonly print: (service: string, line: string) => void;
  /** Takes what the supervisor itself has to say, a line at a time. */
  readonly say: (text: string) => void;
  /** When a process that was asked to end is killed. Default 25,000. */
  readonly killAfterMs?: number;
}

/** One save, or one run of a generator, causes many events. */
const SETTLE_MS = 100;

/**
 * Creates a supervisor without services. It starts a copy again when a file changes that the copy
 * imports. A copy that has crashed waits for such a change, one that was killed does not.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { repository, portFor, print, say, killAfterMs } = options;
  const { PORT, ...env } = options.env;
  const copies: Copy[] = [];
  /** The copies that import a file, by its path. */
  const importers = new Map<string, Set<Copy>>();
  const changed = new Set<string>();
  let settling: NodeJS.Timeout | undefined;
  const files = followFiles((file) => {
    changed.add(file);
    clearTimeout(settling);
    settling = setTimeout(restartChanged, SETTLE_MS);
  });

  function restartChanged(): void {
    const edited = [...changed];
    changed.clear();
    const concerned = new Set(edited.flatMap((file) => [...(importers.get(file) ?? [])]));
    const restarted = [...concerned].filter((copy) => copy.wanted);
    if (restarted.length === 0) return;
    const paths = edited.map((file) => relative(repository, file));
    const names = restarted.map(({ service }) => service);
    say(`Changed: ${shortList(paths)}. Starting again: ${shortList(names)}`);
    for (const copy of restarted) void copy.restart();
  }

  function envOf(service: string): NodeJS.ProcessEnv {
    // Two copies cannot listen at one port.
    if (copies.some((copy) => copy.service === service)) return { ...env, PORT: "0" };
    // Zero, any free port, will do for all of them.
    const isFor = service === portFor || PORT === "0";
    return isFor && PORT !== undefined ? { ...env, PORT } : env;
  }

  return {
    copies,
    add(service, version) {
      const copy = startCopy(service, {
        repository,
        env: { ...envOf(service), ...(version !== undefined && { VERSION: version }) },
        version,
        killAfterMs,
        print: (line) => print(service, line),
        imported(file, startedAtMs) {
          importers.set(file, (importers.get(file) ?? new Set()).add(copy));
          files.follow(file, startedAtMs);
        },
        crashed: (code) =>
          say(
            `${service} has ended with code ${code}. It starts again when one of its files changes`,
          ),
        killed: (signal) => say(`${service} was ended by ${signal}. It starts again in a second`),
      });
      copies.push(copy);
      return copy;
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(settling);
      files.close();
      await Promise.all(copies.map((copy) => copy.stop()));
    },
  };
}

/** Returns up to three words of a list, and how many more there are. */
function shortList(words: readonly string[]): string {
  const rest = words.length - 3;
  return words.slice(0, 3).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
