import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Tags the commit that is checked out as a version, and pushes the tag to "origin". Throws a
 * RangeError, and does neither, when files are changed or the version is tagged already.
 */
export async function publish(version: string, folder: string): Promise<void> {
  const git = async (...args: string[]) => (await run("git", args, { cwd: folder })).stdout.trim();
  if ((await git("status", "--porcelain")) !== "") {
    throw new RangeError("There are changes that no commit has: a release is of a commit");
  }
  const tag = `v${version}`;
  if ((await git("tag", "--list", tag)) !== "") {
    throw new RangeError(`${tag} is tagged already: package.json needs the next version`);
  }
  await git("tag", "--annotate", tag, "--message", tag);
  await git("push", "origin", tag);
}
