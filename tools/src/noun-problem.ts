import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns why no new service of a repository can be named after a noun; undefined when one can. */
export function nounProblem(repository: string, noun: string): string | undefined {
  if (!/^[a-z]{2,18}$/.test(noun) || noun.endsWith("service")) {
    return `Name the service by one word of small letters, such as "wishlist"; got "${noun}"`;
  }
  const folder = `services/${noun}service`;
  const file = `proto/hipstershop/${noun}.proto`;
  if ([folder, file].some((path) => existsSync(join(repository, path)))) {
    return `${folder} or ${file} exists already`;
  }
  const message = new RegExp(`^message Get${noun}(Request|Response)\\b`, "im");
  const protos = join(repository, "proto/hipstershop");
  // The folders beside them are other packages, in which the same names may stand.
  for (const name of readdirSync(protos).filter((name) => name.endsWith(".proto"))) {
    const [taken] = message.exec(readFileSync(join(protos, name), "utf8")) ?? [];
    if (taken) return `proto/hipstershop/${name} has a ${taken} already: choose another word`;
  }
  return undefined;
}
