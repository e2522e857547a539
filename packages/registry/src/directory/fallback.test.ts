import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

/** Runs a command in a network namespace where only the loopback interface is up. */
const UNSHARE = [
  "unshare",
  "--map-root-user",
  "--net",
  "sh",
  "-c",
  'ip link set lo up && exec "$@"',
  "sh",
];

const can = spawnSync(UNSHARE[0] ?? "", [...UNSHARE.slice(1), "true"]).status === 0;
const skip =
  !can && process.env.REQUIRE_ALL !== "1" && "needs unshare, ip and the right to use them";

test("createRegistry uses the directory, and says so, when another program has port 5353", {
  skip,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-fallback-"));
  t.after(() => rm(folder, { recursive: true }));
  const program = join(import.meta.dirname, "testing/without-multicast.ts");
  const [command = "", ...args] = [...UNSHARE, process.execPath, program, folder];
  const { stdout } = await promisify(execFile)(command, args);
  const { names, log, same } = JSON.parse(stdout);
  assert.deepEqual(names, ["directory", "directory"]);
  assert.ok(same);
  assert.equal(log.length, 2);
  for (const line of log) assert.match(line, /^Registry \[mdns\] cannot work here \(.*EADDRINUSE/);
});
