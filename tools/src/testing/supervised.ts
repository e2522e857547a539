import assert from "node:assert/strict";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createSupervisor } from "../dev/supervisor.ts";
import { writeProgram } from "./write-program.ts";

const root = join(import.meta.dirname, "../../..");
const DEADLINE = { interval: 20, timeout: 60_000 };

/** A supervisor of "adder", the program of writeProgram, and what was printed so far. */
export async function supervised(t: TestContext, rest?: string, killAfterMs?: number) {
  const repository = await mkdtemp(join(tmpdir(), "hipstershop-dev-"));
  await symlink(join(root, "node_modules"), join(repository, "node_modules"), "junction");
  const write = await writeProgram(join(repository, "services/adder/src"), rest);
  let said = "";
  const supervisor = createSupervisor({
    repository,
    env: { ...process.env, PORT: "7000", SHOP: "test", FAILPOINT: "adder-after-add" },
    portFor: "adder",
    ...(killAfterMs !== undefined && { killAfterMs }),
    print: (service, line) => {
      said += `${service}: ${line}\n`;
    },
    say: (text) => {
      said += `${text}\n`;
    },
  });
  t.after(async () => {
    await supervisor[Symbol.asyncDispose]();
    await rm(repository, { recursive: true });
  });
  return {
    supervisor,
    write,
    said: () => said,
    until: (text: string) => t.waitFor(() => assert(said.includes(text), said), DEADLINE),
  };
}
