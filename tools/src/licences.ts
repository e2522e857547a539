import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Returns the text that a bundle must carry: the licence of the shop, and of each npm package
 * that one of the bundled files comes from. The paths are as esbuild's metafile has them.
 */
export async function licences(files: readonly string[]): Promise<string> {
  const packages = Map.groupBy(files, (file) => PACKAGE.exec(file)?.[0] ?? "");
  packages.delete("");
  const own = await readFile(join(import.meta.dirname, "../../LICENSE"), "utf8");
  const folders = [...packages.keys()].sort();
  const others = folders.map((folder) => licenceOf(folder, packages.get(folder) ?? []));
  return [`Hipstershop\n\n${own}`, ...(await Promise.all(others))].join(`\n${"-".repeat(80)}\n\n`);
}

/** The folder of an npm package, at the start of the path of one of its files. */
const PACKAGE = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/;

async function licenceOf(folder: string, files: readonly string[]): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const names = (await readdir(folder)).filter((each) =>
    /^(licen[cs]e|copying|notice)/i.test(each),
  );
  const texts = names.length > 0 ? names.sort().map((each) => join(folder, each)) : files;
  const read = await Promise.all(texts.map((path) => readFile(path, "utf8")));
  // A package without such a file names the licence at the top of its sources.
  const said = names.length > 0 ? read : read.map(firstComment);
  return [`${name} ${version}, ${license ?? "no licence named"}`, ...new Set(said)]
    .flatMap((text) => text.trim() || [])
    .join("\n\n")
    .concat("\n");
}

function firstComment(source: string): string {
  return /^(?:\/\/.*\n\s*)+|^\/\*[\s\S]*?\*\//.exec(source)?.[0].replace(/^\s*\/\/ ?/gm, "") ?? "";
}
