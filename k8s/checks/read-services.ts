import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ServiceDefinition, variableNames } from "@hipstershop/service";
import { callsIn } from "@hipstershop/tools/calls-in";

/** What the sources of a service say that its manifest must agree with. */
export interface ServiceSource {
  /** The environment variables that it reads. */
  readonly variables: ReadonlySet<string>;
  /** The services that it calls. */
  readonly calls: ReadonlySet<string>;
  /** Whether it opens a database. */
  readonly keepsData: boolean;
}

/**
 * Reads the sources of every service below a folder, by the name of its folder. A service
 * exports its definition from `src/<name>.ts` under that name, and calls another by
 * `client(OtherService)`, and its database by `database(...)`. A program that serves nothing exports its `variables` alone.
 */
export async function readServices(folder: string): Promise<ReadonlyMap<string, ServiceSource>> {
  const services = new Map<string, ServiceSource>();
  for (const name of (await readdir(folder)).sort()) {
    const source = join(folder, name, "src");
    const definition = await readDefinition(source, name);
    services.set(name, {
      variables: new Set(variableNames(definition)),
      calls: await callsIn(source),
      keepsData: await opensDatabase(source, name),
    });
  }
  return services;
}

async function opensDatabase(source: string, name: string): Promise<boolean> {
  const file = join(source, `${name}.ts`);
  return existsSync(file) && /\bdatabase\(/.test(await readFile(file, "utf8"));
}

async function readDefinition(
  source: string,
  name: string,
): Promise<Pick<ServiceDefinition, "variables">> {
  const serves = existsSync(join(source, `${name}.ts`));
  const file = pathToFileURL(join(source, serves ? `${name}.ts` : "variables.ts"));
  const module = await import(file.href);
  return serves ? module[name] : module;
}
