import { json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { backOffMs, jittered } from "../back-off.ts";
import { registryEvents } from "../events/registry-events.ts";
import { ApiError } from "./api-error.ts";
import { type ApiServer, type GetSlicesOptions, getSlices } from "./api-server.ts";
import type { EndpointSlice } from "./endpoint-slice.ts";
import { jsonLines } from "./json-lines.ts";
import { serviceOf } from "./service-of.ts";

export interface WatchSlicesOptions extends GetSlicesOptions {
  /** Called at each failure, before the wait. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Yields all EndpointSlices of the shop by name, the same map each time: first, and after each
 * event, also one that says that nothing has changed. It lists once and watches from there. When
 * the connection breaks it goes on from the last change that it has seen, so it misses none; it
 * lists again when the server no longer has that version. Failures are retried for ever, after
 * growing waits, not before the time that the server asks for.
 *
 * See "Efficient detection of changes" in the Kubernetes API concepts.
 */
export async function* watchSlices(
  api: ApiServer,
  { signal, onFailure, silenceMs }: WatchSlicesOptions,
): AsyncGenerator<ReadonlyMap<string, EndpointSlice>> {
  const slices = new Map<string, EndpointSlice>();
  let resourceVersion: string | undefined;
  let attempts = 0;

  while (!signal.aborted) {
    const startedMs = performance.now();
    let heardMs = startedMs;
    let retryAfterMs = 0;
    try {
      if (resourceVersion === undefined) {
        const list = await listAll();
        slices.clear();
        for (const slice of list.items) slices.set(slice.metadata.name, slice);
        resourceVersion = list.resourceVersion;
        publish("list", list.items, { items: list.items });
        yield slices;
      }
      for await (const { type, object } of changesSince(resourceVersion)) {
        heardMs = performance.now();
        resourceVersion = object.metadata.resourceVersion;
        if (type === "DELETED") slices.delete(object.metadata.name);
        else if (type !== "BOOKMARK") slices.set(object.metadata.name, object);
        publish("change", type === "BOOKMARK" ? [] : [object], { type, object });
        yield slices;
      }
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error instanceof Error ? error : new Error(String(error)));
      if (error instanceof ApiError) retryAfterMs = error.retryAfterMs ?? 0;
      // A cluster that was restored from a backup does not have our version yet: it refuses it, or
      // answers and then sends nothing, no bookmark either.
      const forgotten = error instanceof ApiError && error.status === 410;
      const silent = performance.now() - heardMs >= silenceMs;
      if (forgotten || silent || attempts >= 3) resourceVersion = undefined;
    }
    attempts = heardMs - startedMs > STEADY_MS ? 0 : attempts + 1;
    await delay(Math.max(retryAfterMs, backOffMs(attempts, BACK_OFF)), undefined, { signal }).catch(
      () => {},
    );
  }

  async function listAll() {
    const items: EndpointSlice[] = [];
    const query = new URLSearchParams({ labelSelector: SHOP, limit: "500" });
    for (;;) {
      const body = await getSlices(api, query, { signal, silenceMs: LIST_SILENCE_MS });
      const { metadata, items: page } = (await json(body)) as SliceList;
      items.push(...(page ?? []));
      if (!metadata.continue) return { items, resourceVersion: metadata.resourceVersion };
      query.set("continue", metadata.continue);
    }
  }

  async function* changesSince(resourceVersion: string): AsyncGenerator<Change> {
    const query = new URLSearchParams({
      labelSelector: SHOP,
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion,
      // The server ends each watch: not those of all pods at the same moment.
      timeoutSeconds: String(Math.round(jittered(300))),
    });
    const body = await getSlices(api, query, { signal, silenceMs });
    for await (const line of jsonLines(body)) {
      const change = line as Change | Failure;
      if (change.type === "ERROR") throw new ApiError(change.object.code, change.object.message);
      yield change;
    }
  }
}

/** Tells whoever listens what the server said, before what it leads to. */
function publish(type: "list" | "change", slices: readonly EndpointSlice[], said: object): void {
  registryEvents.publishMessage(() => {
    const lines = JSON.stringify(said, undefined, 2).split("\n");
    const services = slices.flatMap((slice) => serviceOf(slice) ?? []);
    return {
      type,
      registry: "kubernetes",
      services: [...new Set(services)],
      message: { direction: "heard", lines },
    };
  });
}

interface SliceList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly EndpointSlice[] | null;
}

interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: EndpointSlice;
}

interface Failure {
  readonly type: "ERROR";
  readonly object: { readonly code: number; readonly message: string };
}

/** The EndpointSlice controller copies a Service's labels to its slices. */
const SHOP = "app.kubernetes.io/part-of=hipstershop";

const LIST_SILENCE_MS = 10_000;
/** After a connection that has worked for longer, the next wait is short again. */
const STEADY_MS = 5_000;

const BACK_OFF = { firstMs: 100, mostMs: 10_000 };
