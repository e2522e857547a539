import { OBSERVER } from "@hipstershop/rpc";
import type { Registry } from "@hipstershop/service";

/** Where the observer is, for links to it. */
export interface ObserverLink {
  /** "http://127.0.0.1:4318" */
  readonly origin: string;
  /** How the link came about, for who points at it. */
  readonly found: string;
}

/**
 * Follows the observer in the registry, and returns a function that says where it is now: undefined
 * while there is none. No page waits for it. Ends when the signal aborts.
 */
export function followObserver(
  registry: Registry,
  signal: AbortSignal,
): () => ObserverLink | undefined {
  let link: ObserverLink | undefined;

  async function follow(): Promise<void> {
    for await (const { instances } of registry.watch(OBSERVER, { signal })) {
      const [instance] = instances;
      link = instance && {
        origin: `http://${instance.address}`,
        found: `Found by its name: the registry (${registry.name}) knows "${OBSERVER}" as ${instance.id} at ${instance.address}`,
      };
    }
  }

  // A registry that is in trouble goes on. One that fails for good leaves pages without links.
  follow().catch(() => {
    link = undefined;
  });
  return () => link;
}
