import { setTimeout as wait } from "node:timers/promises";

/** Waits until a page is there. Throws after half a minute. */
export async function untilPage(url: string): Promise<void> {
  const endMs = performance.now() + 30_000;
  for (;;) {
    const response = await fetch(url);
    await response.arrayBuffer();
    if (response.ok) return;
    if (performance.now() > endMs) throw new Error(`${url} still answers ${response.status}`);
    await wait(50);
  }
}
