import { createMemoryRegistry, type Registry } from "@hipstershop/registry";
import { type RunningService, startService } from "@hipstershop/service";
import { observer } from "../observer.ts";

export interface StartedObserver extends RunningService {
  /** "http://127.0.0.1:<port>" */
  readonly url: string;
  /** Returns the text of a page. */
  read(path: string): Promise<string>;
}

/** Starts an observer for tests, alone in its registry unless one is given. */
export async function startObserver(
  env: Readonly<Record<string, string>> = {},
  registry: Registry = createMemoryRegistry(),
): Promise<StartedObserver> {
  const running = await startService(observer, {
    env: { SHOP: "test", LOG_LEVEL: "silent", PORT: "0", ...env },
    registry,
  });
  const url = `http://${running.instance.address}`;
  return {
    ...running,
    url,
    read: async (path) => (await fetch(url + path)).text(),
  };
}
