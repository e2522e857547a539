/** What the observer's map tells a page, as it comes. */
export interface MapStream extends AsyncDisposable {
  /** Resolves to when an event came that passes, also one that came before, as `performance.now()`. */
  until(passes: (event: MapEvent) => boolean): Promise<number>;
  /** All that came so far. */
  readonly events: readonly MapEvent[];
}

/** An event of the map, as text: what a page puts into its parts. */
export interface MapEvent {
  readonly type: string;
  readonly text: string;
  readonly atMs: number;
}

/** Long, for the machine may be busy: how fast it was is another question. */
const PATIENCE_MS = 60_000;

/** Opens the event stream of the page Map of an observer. */
export async function openMapStream(observer: string): Promise<MapStream> {
  const ending = new AbortController();
  const { signal } = ending;
  const response = await fetch(`http://${observer}/events?topic=map`, { signal });
  const events: MapEvent[] = [];
  const waiting = new Set<() => void>();

  async function read(): Promise<void> {
    let unread = "";
    for await (const chunk of response.body ?? []) {
      const atMs = performance.now();
      unread += Buffer.from(chunk).toString();
      const parts = unread.split("\n\n");
      unread = parts.pop() ?? "";
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (data) events.push({ type: JSON.parse(data).type, text: data, atMs });
      }
      for (const wake of waiting) wake();
    }
  }
  const reading = read().catch(() => {});

  return {
    events,
    async until(passes) {
      const deadline = AbortSignal.timeout(PATIENCE_MS);
      for (;;) {
        const found = events.find(passes);
        if (found) return found.atMs;
        await new Promise<void>((resolve, reject) => {
          waiting.add(resolve);
          deadline.addEventListener("abort", () => reject(deadline.reason), { once: true });
        });
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await reading;
    },
  };
}
