// Asks for 2,000 pages at once, on a connection each, which is no attack: each is to come.
// `npm exec -- node e2e/src/attacks/visitors.ts`
import { attack, readPage } from "./attack.ts";

await attack("visitors", async (target) => {
  const statuses: Record<number, number> = {};
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: 2_000 }, async () => {
      const status = await readPage(target);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }),
  );
  return { statuses, seconds: Math.round(performance.now() - startMs) / 1_000 };
});
