import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Returns the changelog of a version as Markdown: the subject of each commit since the last tag that
 * is a version, the newest first; all commits where there is no such tag.
 */
export async function changelog(version: string, folder: string): Promise<string> {
  const git = async (...args: string[]) =>
    (await run("git", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })).stdout.trim();
  const last = await git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*").catch(() => "");
  const range = last ? `${last}..HEAD` : "HEAD";
  const subjects = await git("log", "--no-merges", "--format=- %s (%h)", range);
  const since = last ? `Since ${last}` : "The first version";
  return `# ${version}\n\n${since}.\n\n${subjects || "Nothing has changed."}\n`;
}
