// Generates packages/proto/gen from proto/: "npm run generate", or with --watch again after each
// change, with a warning of what would break a client. Only files whose content changed are
// written, so under "npm run dev" only the services that import them restart.
import { execFile } from "node:child_process";
import { watch } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { breakingChanges } from "./breaking.ts";

const root = join(import.meta.dirname, "../..");
const target = join(root, "packages/proto/gen");

async function generate(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "hipstershop-generate-"));
  try {
    const image = join(scratch, "descriptors.binpb");
    await Promise.all([
      buf("generate", "-o", scratch),
      // With comments: reflection passes them on to "npm run call".
      buf("build", "--as-file-descriptor-set", "-o", image),
    ]);
    await writeFile(join(scratch, "descriptors.ts"), descriptorModule(await readFile(image)));
    await rm(image);
    await mirror(scratch, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function buf(...args: string[]): Promise<void> {
  const bin = join(root, "node_modules/.bin");
  await promisify(execFile)(join(bin, process.platform === "win32" ? "buf.cmd" : "buf"), args, {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${bin}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`,
    },
    shell: process.platform === "win32",
  });
}

function descriptorModule(image: Buffer): string {
  return `// @generated from proto/: a google.protobuf.FileDescriptorSet with the comments, in base64.
export const descriptorSet: string =
  "${image.toString("base64")}";
`;
}

/** Makes target hold the files of source and no others, leaving equal ones untouched. */
async function mirror(source: string, target: string): Promise<void> {
  const wanted = await filesBelow(source);
  for (const file of wanted) {
    const content = await readFile(join(source, file));
    const path = join(target, file);
    if ((await readFile(path).catch(() => undefined))?.equals(content)) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  for (const file of await filesBelow(target)) {
    if (!wanted.includes(file)) await rm(join(target, file));
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return [folder, ...folders.map((entry) => join(entry.parentPath, entry.name))];
}

/** Warns of what would break a client. Only the gate refuses it: here it may be unfinished. */
async function warnOfBreaks(): Promise<void> {
  // Without a history there is nothing to compare with. The gate says so.
  const changes = await breakingChanges(root).catch(() => "");
  if (changes) process.stderr.write(`Warning: this breaks clients of the API:\n${changes}\n`);
}

/** What buf said about the proto files, or the error as it is. */
function reason(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return stderr?.trim() || String(error);
}

if (process.argv.includes("--watch")) {
  await generate().catch((error) => process.stderr.write(`${reason(error)}\n`));
  let pending: NodeJS.Timeout | undefined;
  // One after the other, so that the last one that began also ends last.
  let last = Promise.resolve();
  const onChange = (_: string, filename: string | null) => {
    if (!filename?.endsWith(".proto")) return;
    clearTimeout(pending);
    pending = setTimeout(() => {
      last = last.then(generate).then(
        () => {
          process.stdout.write(`Generated anew after a change of ${filename}\n`);
          void warnOfBreaks();
        },
        (error) => void process.stderr.write(`${reason(error)}\nThe last good code stays in use\n`),
      );
    }, 100);
  };
  // Watches each folder by itself: on Linux a recursive watch loses a file that is replaced.
  for (const folder of await foldersBelow(join(root, "proto"))) watch(folder, onChange);
  process.stdout.write("Watching proto/\n");
} else {
  await generate().catch((error) => {
    process.stderr.write(`${reason(error)}\n`);
    process.exitCode = 1;
  });
}
