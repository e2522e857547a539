import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { DockerEngine } from "./docker-engine.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** The images that ours and the shop need and that others make. */
export interface BaseImages {
  /** With Node and npm. */
  readonly node: string;
  /** With a server that speaks Redis. */
  readonly redis: string;
  /** What starts that server. */
  readonly redisServer: string;
}

/**
 * Pulls the images that the Dockerfile and components/redis name. Where they cannot be
 * pulled, one image stands in for both: Debian, this machine's npm and this process's Node,
 * and Debian's Redis. It takes a minute and wants root and debootstrap.
 */
export async function getBaseImages({ docker }: DockerEngine): Promise<BaseImages> {
  const node = await find("Dockerfile", /^ARG NODE_IMAGE=(.+)$/m);
  const redis = await find("k8s/components/redis/redis.yaml", /image: (.+)$/m);
  const pulled = await Promise.all([node, redis].map((image) => docker("pull", "-q", image))).then(
    () => true,
    () => false,
  );
  if (pulled) return { node, redis, redisServer: "valkey-server" };
  const made = "hipstershop-base:test";
  await makeImage(docker, made);
  return { node: made, redis: made, redisServer: "redis-server" };
}

async function makeImage(docker: DockerEngine["docker"], tag: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-base-"));
  try {
    const system = join(folder, "system");
    const packages = "--include=ca-certificates,redis-server";
    await run("debootstrap", ["--variant=minbase", packages, "bookworm", system], {
      maxBuffer: 64 * 1024 * 1024,
    });
    await cp(process.execPath, join(system, "usr/local/bin/node"));
    const { stdout: cli } = await run("sh", ["-c", 'realpath "$(command -v npm)"']);
    const npm = "usr/local/lib/node_modules/npm";
    await cp(join(dirname(cli), ".."), join(system, npm), { recursive: true });
    await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(system, "usr/local/bin/npm"));
    const archive = join(folder, "system.tar");
    await run("tar", ["-C", system, "-cf", archive, "."]);
    await docker("import", archive, tag);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a file of this repository says. */
async function find(file: string, pattern: RegExp): Promise<string> {
  const found = pattern.exec(await readFile(join(root, file), "utf8"))?.[1];
  if (found === undefined) throw new Error(`${file} has nothing like ${pattern}`);
  return found;
}
