import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkInstance } from "../check-instance.ts";
import type { Instance } from "../registry.ts";
import { lifeOf } from "./life-of.ts";

/** A folder with a file for each instance: `<id>.json`. */
export interface InstanceFolder {
  /** Makes the folder where it is missing. */
  open(): Promise<void>;
  /** Writes a file, whole or not at all. Returns whether the id was free. */
  add(instance: Instance): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Reads all files, and removes those whose process has ended without doing so. */
  read(): Promise<readonly Instance[]>;
}

/** What a file holds: an instance, and the process that will remove it. */
interface Entry {
  readonly pid: number;
  readonly life: string | undefined;
  readonly instance: Instance;
}

/** Returns the folder at the path. */
export function createInstanceFolder(folder: string): InstanceFolder {
  async function readEntry(name: string): Promise<readonly Instance[]> {
    const path = join(folder, name);
    const entry = parse(await readFile(path, "utf8"));
    if (entry === undefined) return [];
    const life = lifeOf(entry.pid);
    if (life !== undefined && life === entry.life) return [entry.instance];
    await rm(path, { force: true });
    return [];
  }

  return {
    async open() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    async add(instance) {
      const path = join(folder, `${instance.id}.json`);
      // Ids are random: two that are taken in the same moment need not be told apart.
      if (existsSync(path)) return false;
      const { pid } = process;
      const entry: Entry = { pid, life: lifeOf(pid), instance };
      const draft = join(folder, `.${randomBytes(8).toString("hex")}`);
      await writeFile(draft, JSON.stringify(entry), { mode: 0o600 });
      await rename(draft, path);
      return true;
    },
    remove: (id) => rm(join(folder, `${id}.json`), { force: true }),
    async read() {
      const all = await readdir(folder, { withFileTypes: true }).catch(noneIfMissing);
      const files = all.filter((each) => each.isFile() && each.name.endsWith(".json"));
      const entries = files.map(({ name }) => readEntry(name).catch(noneIfMissing));
      return (await Promise.all(entries)).flat();
    },
  };
}

/** Returns undefined for what is no entry: no process of ours has written it. */
function parse(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as Entry;
    checkInstance(entry.instance);
    return entry;
  } catch {
    return undefined;
  }
}

/** A file may go between the listing and the reading. */
function noneIfMissing(error: unknown): readonly never[] {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
  throw error;
}
