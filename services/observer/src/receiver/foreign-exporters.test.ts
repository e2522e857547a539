import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { startObserver } from "../testing/start-observer.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "../../exporters");
const skip =
  process.env.REQUIRE_ALL !== "1" && "fetches exporters of other languages: REQUIRE_ALL=1 adds it";

/** Returns the command that runs the program of a language, made in a folder of its own. */
const LANGUAGES: Readonly<Record<string, (made: string) => Promise<string[]>>> = {
  async Go(made) {
    const program = join(made, "exporters");
    const cwd = join(folder, "go");
    await run("go", ["build", "-buildvcs=false", "-o", program, "."], { cwd });
    return [program];
  },
  async Python(made) {
    await run("python3", ["-m", "venv", made]);
    const python = join(made, "bin/python");
    const requirements = join(folder, "python/requirements.txt");
    await run(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
    return [python, join(folder, "python/main.py")];
  },
};

for (const [language, make] of Object.entries(LANGUAGES)) {
  test(`observer takes what OpenTelemetry's own exporters for ${language} send`, {
    skip,
  }, async () => {
    await using observer = await startObserver();
    await using made = await mkdtempDisposable(join(tmpdir(), "hipstershop-exporters-"));
    const [command = "", ...args] = await make(made.path);
    const name = `work ${randomUUID()}`;
    await run(command, [...args, observer.instance.address, name]);
    const page = await observer.read("/traces");
    for (const way of ["http", "grpc"]) assert.ok(page.includes(`${name} ${way}`), way);
  });
}
