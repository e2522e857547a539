import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { watchFile } from "./watch-file.ts";

for (const [what, put, problem] of [
  ["a folder", mkdirSync, /it is no file/],
  ["a pipe", (path: string) => void spawnSync("mkfifo", [path]), /it is no file/],
  ["two gigabytes", sparse, /it has more than 1048576 bytes/],
] as const) {
  test(`watchFile tells once that ${what} cannot be read, and reads the file that comes after`, async (t) => {
    const folder = await mkdtempDisposable(join(tmpdir(), "watched-"));
    t.after(() => folder.remove());
    const path = join(folder.path, "file");
    const texts: (string | undefined)[] = [];
    const problems: string[] = [];
    using file = watchFile(
      path,
      (text) => texts.push(text),
      (error) => problems.push((error as Error).message),
    );
    for (const _ of [1, 2]) {
      put(path);
      for (let looks = 0; looks < 5; looks++) file.look();
      rmSync(path, { recursive: true });
      file.look();
    }
    assert.equal(problems.length, 2);
    for (const each of problems) assert.match(each, problem);
    writeFileSync(path, "good");
    for (let looks = 0; looks < 5; looks++) file.look();
    assert.deepEqual(texts, [undefined, undefined, undefined, "good"]);
  });
}

function sparse(path: string): void {
  writeFileSync(path, "");
  truncateSync(path, 2 ** 31);
}
