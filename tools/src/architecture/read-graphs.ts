import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { callsIn } from "../calls-in.ts";
import type { Graph } from "./graph.ts";

/** Reads which services call which, by name, from the sources of those that serve RPCs or pages. */
export async function readCalls(repository: string): Promise<Graph> {
  const services = join(repository, "services");
  const graph = new Map<string, readonly string[]>();
  for (const name of (await readdir(services)).sort()) {
    const calls = await callsIn(join(services, name, "src"));
    graph.set(name, [...calls].sort());
  }
  // A program that neither calls by a name nor is called, the load generator, is no part of it.
  const called = new Set([...graph.values()].flat());
  return new Map([...graph].filter(([name, calls]) => calls.length > 0 || called.has(name)));
}

/**
 * Reads which packages import which, from their package.json. The services are one node, for
 * none of them imports another.
 */
export async function readImports(repository: string): Promise<Graph> {
  const graph = new Map<string, readonly string[]>();
  graph.set("services", [
    ...new Set(
      (await manifestsIn(join(repository, "services"))).flatMap((service) =>
        ownDependencies(service),
      ),
    ),
  ]);
  for (const manifest of await manifestsIn(join(repository, "packages"))) {
    graph.set(shortName(manifest.name), ownDependencies(manifest));
  }
  return graph;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function manifestsIn(folder: string): Promise<Manifest[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) =>
      JSON.parse(await readFile(join(folder, name, "package.json"), "utf8")),
    ),
  );
}

const SCOPE = "@hipstershop/";

function ownDependencies({ dependencies = {} }: Manifest): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(SCOPE))
    .map(shortName)
    .sort();
}

function shortName(name: string): string {
  return name.replace(SCOPE, "");
}
