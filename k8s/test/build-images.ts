import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DockerEngine } from "./docker-engine.ts";

const root = join(import.meta.dirname, "../..");

/** Builds the production image of each service, and the development image, under one tag. */
export async function buildImages(
  { docker }: DockerEngine,
  options: { readonly services: readonly string[]; readonly base: string; readonly tag: string },
): Promise<void> {
  const common = ["--network", "host", "--build-arg", `NODE_IMAGE=${options.base}`];
  // Where npm is served by a mirror of the machine's own, only the machine trusts it.
  const ca = "/etc/ssl/certs/ca-certificates.crt";
  if (existsSync(ca)) common.push("--secret", `id=ca,src=${ca}`);
  const build = (image: string, ...args: string[]) =>
    docker("build", "--quiet", ...common, "--tag", `${image}:${options.tag}`, ...args, root);

  await build("hipstershop-dev", "--target", "dev");
  for (const service of options.services) {
    await build(service, "--target", "production", "--build-arg", `SERVICE=${service}`);
  }
}
