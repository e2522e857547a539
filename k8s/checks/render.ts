import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseResources, type Resource } from "./resource.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..");

const rendered = new Map<string, Promise<readonly Resource[]>>();

/**
 * Renders a folder below k8s/, "overlays/kind", by kubectl's kustomize, once in a process.
 * Throws what kubectl says.
 */
export function render(path: string): Promise<readonly Resource[]> {
  const known = rendered.get(path) ?? kustomize(path);
  rendered.set(path, known);
  return known;
}

async function kustomize(path: string): Promise<readonly Resource[]> {
  const { stdout } = await run("kubectl", ["kustomize", join(folder, path)], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return parseResources(stdout);
}

/**
 * Returns why nothing can be rendered on this machine, if so: kubectl is missing, or older
 * than 1.21, whose kustomize knew no components.
 */
export async function whyNoKustomize(): Promise<string | undefined> {
  const output = await run("kubectl", ["version", "--client", "--output=json"]).catch(() => null);
  if (output === null) return "kubectl is not installed";
  const { gitVersion = "" } = JSON.parse(output.stdout).clientVersion;
  return whyTooOld(gitVersion);
}

/** Returns why a kubectl of this version ("v1.20.4") cannot render the overlays, if so. */
export function whyTooOld(version: string): string | undefined {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return `kubectl has the version "${version}"`;
  if (major > 1 || minor >= 21) return undefined;
  return `kubectl ${version} knows no kustomize components: 1.21 or later is needed`;
}
