import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** The file among the generated ones that holds the hash of what they were generated from. */
export const STAMP = "inputs.sha256";

/** Returns the folder that the code of a repository is generated into. */
export function generatedFolder(repository: string): string {
  return join(repository, "packages/proto/gen");
}

/** Whether the code of a repository was generated from its proto files as they are now. */
export async function isGenerated(repository: string): Promise<boolean> {
  const stamp = await readFile(join(generatedFolder(repository), STAMP), "utf8").catch(() => {});
  return stamp !== undefined && stamp === (await hashInputs(repository));
}

/** Returns a hash of all that the generated code depends on. */
export async function hashInputs(repository: string): Promise<string> {
  const protos = await readdir(join(repository, "proto"), { recursive: true, withFileTypes: true });
  const files = [
    ...protos.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name)),
    // It has the versions of the generator.
    ...["buf.yaml", "buf.gen.yaml", "package.json"].map((name) => join(repository, name)),
    join(import.meta.dirname, "generate.ts"),
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = await readFile(file);
    hash.update(`${relative(repository, file)} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}
