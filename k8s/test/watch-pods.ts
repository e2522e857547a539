import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** A pod, as far as those who follow it look at it. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    /** When it was asked to end. */
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string }[];
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** What became of a pod. */
export interface PodChange {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Pod;
}

/** Yields every pod that is there, and then each change of one, until the signal aborts. */
export async function* watchPods(api: string, signal: AbortSignal): AsyncGenerator<PodChange> {
  try {
    // From what the server knows at that moment: it might not know yet that it knows the newest.
    const { body } = await fetch(`${api}/api/v1/pods?watch=true&resourceVersion=0`, { signal });
    let line = "";
    for await (line of createInterface({ input: Readable.fromWeb(body as ReadableStream) })) {
      const change = JSON.parse(line);
      if (change.object?.spec === undefined) break;
      yield change;
    }
    throw new Error(`The API server ended a watch of pods: ${line}`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
