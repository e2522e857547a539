// Fails when proto/ has a change that breaks a client: "npm run breaking". It compares with the
// newest release tag, else with the first commit that has proto/. To compare with the previous
// commit would miss a break two commits back.
import { execFile } from "node:child_process";
import { mkdir, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { reason } from "./proto/reason.ts";

const root = join(import.meta.dirname, "../..");

/**
 * Returns the breaking changes of the proto files in a repository, one on a line as buf writes
 * them; an empty text when there is none. Deepens a shallow clone. Throws an Error when it cannot
 * get the history.
 */
export async function breakingChanges(repository: string): Promise<string> {
  const git = (...args: string[]) => run("git", args, repository);
  if ((await git("rev-parse", "--is-shallow-repository")) === "true") await deepen(git);
  const baseline = await findBaseline(git);

  await using scratch = await mkdtempDisposable(join(tmpdir(), "hipstershop-breaking-"));
  const archive = join(scratch.path, "proto.tar");
  const before = join(scratch.path, "before");
  await mkdir(before);
  await git("archive", "--output", archive, baseline, "proto");
  await run("tar", ["-xf", archive, "-C", before], repository);
  try {
    // The launcher of the package, which runs on every platform.
    const buf = join(root, "node_modules/@bufbuild/buf/bin/buf");
    const args = [buf, "breaking", "--against", join(before, "proto")];
    return await run(process.execPath, args, repository);
  } catch (error) {
    // With this code its findings are on standard output. Any other code is a failure of buf.
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (code === BUF_FOUND_SOMETHING && stdout) return stdout.trim();
    throw error;
  }
}

const BUF_FOUND_SOMETHING = 100;

type Git = (...args: string[]) => Promise<string>;

async function deepen(git: Git): Promise<void> {
  const [remote] = (await git("remote")).split("\n");
  const why = "This clone is shallow, and the API is compared with that of an earlier commit";
  if (!remote) throw new Error(`${why}: clone it whole, or add the remote to fetch the rest from`);
  try {
    await git("fetch", "--quiet", "--unshallow", "--tags", remote);
  } catch (cause) {
    throw new Error(`${why}, which "${remote}" did not give: ${reason(cause)}`, { cause });
  }
}

async function findBaseline(git: Git): Promise<string> {
  try {
    return await git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*");
  } catch {
    // No release yet.
    const commits = await git("log", "--reverse", "--format=%H", "--", "proto");
    const [first] = commits.split("\n");
    if (!first) throw new Error("No commit has proto/ yet: there is nothing to compare it with");
    return first;
  }
}

/** Runs a command and returns what it says, without the line's end. */
async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd });
  return stdout.trim();
}

if (import.meta.main) {
  try {
    const changes = await breakingChanges(root);
    if (changes) {
      process.stderr.write(`These changes break clients of the API:\n${changes}\n`);
      process.exitCode = 1;
    }
  } catch (error) {
    process.stderr.write(`${reason(error)}\n`);
    process.exitCode = 1;
  }
}
