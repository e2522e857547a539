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
  /** Writes a file, whole or not at all. Resolves to whether the id was free. */
  add(instance: Instance): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Reads all files, and removes those whose process has ended. */
  read(): Promise<readonly Instance[]>;
}

/** What a file holds: an instance and its process. */
interface Entry {
  readonly pid: number;
  readonly life: string | undefined;
  readonly instance: Instance;
}

/** Returns the instance folder at a path. */
export function createInstanceFolder(folder: string): InstanceFolder {
  const pathOf = (id: string) => join(folder, `${id}.json`);

  return {
    async open() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    async add(instance) {
      // Not safe when two take one id in the same moment, but ids are random.
      if (existsSync(pathOf(instance.id))) return false;
      const { pid } = process;
      const entry: Entry = { pid, life: lifeOf(pid), instance };
      const draft = join(folder, `.${randomBytes(8).toString("hex")}`);
      await writeFile(draft, JSON.stringify(entry), { mode: 0o600 });
      await rename(draft, pathOf(instance.id));
      return true;
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async read() {
      const all = await readdir(folder, { withFileTypes: true }).catch(noneIfMissing);
      const files = all.filter((each) => each.isFile() && each.name.endsWith(".json"));
      const read = files.map(({ name }) => readInstance(join(folder, name)).catch(noneIfMissing));
      return (await Promise.all(read)).flat();
    },
  };
}

/** Returns the instance in a file; none, and removes the file, when its process has ended. */
async function readInstance(path: string): Promise<readonly Instance[]> {
  const entry = parse(await readFile(path, "utf8"));
  if (entry === undefined) return [];
  const life = lifeOf(entry.pid);
  if (life !== undefined && life === entry.life) return [entry.instance];
  await rm(path, { force: true });
  return [];
}

/** Returns undefined for what no registry has written. */
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
