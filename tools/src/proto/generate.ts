import { execFile } from "node:child_process";
import { mkdir, mkdtempDisposable, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { generatedFolder, hashInputs, STAMP } from "./is-generated.ts";

/**
 * Generates packages/proto/gen of a repository from its proto files. Only files whose content
 * changed are written, so that under "npm run dev" only the services that import them restart.
 * Throws the error of execFile when buf fails, with what buf said in `stderr`.
 */
export async function generate(repository: string): Promise<void> {
  // Before buf reads them: after an edit meanwhile the code counts as out of date.
  const inputs = await hashInputs(repository);
  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-generate-"));
  const image = join(scratch.path, "descriptors.binpb");
  await Promise.all([
    buf(repository, "generate", "-o", scratch.path),
    // With comments: reflection passes them on to "npm run call".
    buf(repository, "build", "--as-file-descriptor-set", "-o", image),
  ]);
  await writeFile(
    join(scratch.path, "descriptors.ts"),
    descriptorModule(await readFile(image, "base64")),
  );
  await rm(image);
  const target = generatedFolder(repository);
  await mirror(scratch.path, target);
  await writeFile(join(target, STAMP), inputs);
}

async function buf(repository: string, ...args: string[]): Promise<void> {
  const bin = join(repository, "node_modules/.bin");
  await promisify(execFile)(join(bin, process.platform === "win32" ? "buf.cmd" : "buf"), args, {
    cwd: repository,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    shell: process.platform === "win32",
  });
}

function descriptorModule(image: string): string {
  return `// @generated from proto/: a google.protobuf.FileDescriptorSet with the comments, in base64.
export const descriptorSet: string =
  "${image}";
`;
}

/**
 * Makes target hold the files of source and no others, leaving equal ones untouched. The stamp is
 * among the others, so that after an interruption the code counts as out of date.
 */
async function mirror(source: string, target: string): Promise<void> {
  const wanted = await filesBelow(source);
  for (const file of await filesBelow(target)) {
    if (!wanted.includes(file)) await rm(join(target, file), { force: true });
  }
  for (const file of wanted) {
    const content = await readFile(join(source, file));
    const path = join(target, file);
    if ((await readFile(path).catch(() => undefined))?.equals(content)) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
