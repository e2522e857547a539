// Cuts the power at 500 moments while two processes write to one SQLite file, and counts the orders
// that were answered and are not there afterwards: with group commit, and without. The moments are
// in what strace has seen (Linux, apt-get install strace). What was not synced is lost at random,
// sector by sector: `npm exec -- node e2e/src/store-faults/power-cut.ts`.
import { execFileSync } from "node:child_process";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { cutPower } from "./power-cut/cut-power.ts";
import { type FileEvent, readTrace } from "./power-cut/read-trace.ts";

const CUTS = 500;
const WRITER = new URL("./power-cut/writer.ts", import.meta.url).pathname;

for (const durable of ["durable", "not durable"]) {
  await using folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-power-"));
  const events = await record(folder.path, durable);
  const checkpoints = events.filter(({ kind, ...event }) => kind === "synced" && isMain(event));
  let lost = 0;
  let broken = 0;
  for (let i = 0; i < CUTS; i++) {
    const until = events.slice(0, Math.floor(Math.random() * events.length));
    const probability = Math.random();
    const files = cutPower(until, () => Math.random() < probability);
    const found = await recover(files, join(folder.path, `cut-${i}.sqlite`));
    if (!found) broken++;
    else if (answeredIn(until).some((id) => !found.has(id))) lost++;
  }
  console.log(
    `${durable}: ${answeredIn(events).length} answers, ${checkpoints.length} checkpoints; of ${CUTS} cuts ` +
      `${lost} lost an order that was answered, ${broken} broke the file`,
  );
}

function isMain(event: object): boolean {
  return "file" in event && event.file === "orders.sqlite";
}

/** Lets two processes write until they die, and returns what they did. */
async function record(folder: string, durable: string): Promise<FileEvent[]> {
  const trace = join(folder, "trace");
  const files = ["orders.sqlite", "orders.sqlite-wal", "answers"];
  const writers = [0, 100_000].map(
    (first) => `"${process.execPath}" "${WRITER}" "${folder}" ${first} "${durable}" &`,
  );
  execFileSync("strace", [
    ...["-f", "-y", "-xx", "-s", "65536", "-o", trace],
    ...["-e", "trace=pwrite64,write,ftruncate,fdatasync,fsync"],
    ...files.flatMap((file) => ["-P", join(folder, file)]),
    ...["sh", "-c", `${writers.join(" ")} wait`],
  ]);
  return readTrace(await readFile(trace, "latin1"));
}

function answeredIn(events: readonly FileEvent[]): number[] {
  return events.flatMap((event) =>
    event.kind === "answer" ? event.text.trim().split(" ").map(Number) : [],
  );
}

/** Opens what is left as the next process would, and returns the orders in it; none if it is broken. */
async function recover(
  files: ReadonlyMap<string, Buffer>,
  path: string,
): Promise<Set<number> | undefined> {
  await writeFile(path, files.get("orders.sqlite") ?? "");
  await writeFile(`${path}-wal`, files.get("orders.sqlite-wal") ?? "");
  using database = new DatabaseSync(path);
  try {
    const check = database.prepare("PRAGMA integrity_check").get();
    if (check?.integrity_check !== "ok") return undefined;
    const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'orders'").get();
    const rows = exists ? database.prepare("SELECT id FROM orders").all() : [];
    return new Set(rows.map(({ id }) => Number(id)));
  } catch {
    return undefined;
  }
}
