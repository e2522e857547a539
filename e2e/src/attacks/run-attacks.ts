import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A shop that others started, to be attacked. Disposing it ends it. */
export interface ShopToAttack extends AsyncDisposable {
  /** The value of ATTACKED, which says where it is (see open-attacked.ts). */
  readonly attacked: string;
}

/** The most that the limit of a pod would count, and under what. */
export interface Most {
  readonly mb: number;
  readonly under: string;
}

/**
 * Runs every attack of this folder, and the load, one after another, each on a shop of its own: one that
 * `start` starts, or that it starts itself. Prints what they print, and returns the most of each service.
 */
export async function runAttacks(
  start?: () => Promise<ShopToAttack>,
): Promise<ReadonlyMap<string, Most>> {
  const most = new Map<string, Most>();
  for (const file of (await readdir(import.meta.dirname)).sort()) {
    const path = join(import.meta.dirname, file);
    if (!/^ *await attack\(/m.test(await readFile(path, "utf8"))) continue;
    await using shop = await start?.();
    const program = spawn(process.execPath, [path], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ATTACKED: shop?.attacked },
    });
    const exited = once(program, "exit");
    let under = file;
    for await (const line of createInterface(program.stdout)) {
      console.log(line);
      under = /^(\S.*?): /.exec(line)?.[1] ?? under;
      const [, counts = ""] = /^ {2}a pod's limit counts at most, MB: (.*)$/.exec(line) ?? [];
      for (const [, service = "", mb] of counts.matchAll(/(\w+) (\d+)/g)) {
        const known = most.get(service);
        if (!known || known.mb < Number(mb)) most.set(service, { mb: Number(mb), under });
      }
    }
    const [code] = await exited;
    if (code !== 0) console.log(`${file} ended with ${code}`);
  }
  return most;
}
