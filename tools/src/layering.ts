// Fails on an import that goes against the layers, or that its package.json does not name:
// "npm run layering".
import { glob, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join, matchesGlob, posix } from "node:path";

/** Who may depend on whom: the folders of a layer, and those below it that it may use. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "packages/proto": [],
  "packages/postal-address": ["packages/proto"],
  "packages/money": ["packages/proto"],
  "packages/dns-sd": [],
  "packages/registry": ["packages/dns-sd"],
  "packages/transport": [],
  "packages/database": [],
  "packages/faults": [],
  "packages/reflection": ["packages/{proto,rpc,transport}"],
  "packages/mcp": ["packages/{proto,reflection,registry,rpc}"],
  "packages/books": ["packages/{proto,money}"],
  "packages/rpc": ["packages/registry", "packages/transport"],
  "packages/telemetry": ["packages/{registry,rpc,proto}"],
  "packages/service": ["packages/{registry,transport,rpc,telemetry,proto,database,faults}"],
  "services/*": [
    "packages/service",
    "packages/rpc",
    "packages/proto",
    "packages/{money,postal-address,database,reflection,faults,mcp}",
  ],
  shop: ["services/*", "packages/*"],
  simulation: ["packages/*", "shop", "tools"],
  k8s: ["packages/*", "e2e", "tools"],
  tools: ["packages/*", "shop"],
  e2e: ["packages/*", "services/observer", "shop", "tools"],
  bench: ["packages/*", "services/loadgenerator", "shop", "e2e", "tools"],
};

/** What devDependencies may name besides, and the files that may import devDependencies. */
const BELOW_TESTS = ["packages/*"];
const TESTS = ["**/*.test.ts", "**/testing/**", "{k8s,e2e,bench}/**", "tools/src/bundle.ts"];

/**
 * An import, static or dynamic, or an export of what another module has. A program in a string
 * does not match: its imports are indented, or have a quote before them.
 */
const IMPORT =
  /^(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|^[^"'`\n]*\bimport\(\s*["']([^"']+)["']/gm;

interface Workspace {
  /** "packages/money" */
  readonly folder: string;
  readonly name: string;
  readonly exports?: string | Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

type ByName = ReadonlyMap<string, Workspace>;

/** Returns what goes against the layers in a repository, a sentence each. */
export async function layeringProblems(repository: string): Promise<string[]> {
  const workspaces = await readWorkspaces(repository);
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  const problems: string[] = [];
  for (const workspace of workspaces) {
    problems.push(...manifestProblems(workspace, byName));
    for (const { file, specifier } of await readImports(repository, workspace.folder)) {
      const problem = importProblem(file, specifier, workspace, byName);
      if (problem) problems.push(`${file} ${problem}`);
    }
  }
  return problems;
}

/** What is wrong with the dependencies that a package.json names. */
function manifestProblems(workspace: Workspace, byName: ByName): string[] {
  const { folder, dependencies = {}, devDependencies = {} } = workspace;
  const below = Object.entries(LAYERS).find(([layer]) => matchesGlob(folder, layer))?.[1];
  if (!below) return [`${folder} has no layer: give it a line in tools/src/layering.ts`];

  const forbidden = (names: object, layers: readonly string[]) =>
    Object.keys(names).flatMap((name) => {
      const target = byName.get(name)?.folder;
      if (!target || layers.some((layer) => matchesGlob(target, layer))) return [];
      return [`${folder}/package.json may not depend on ${target}`];
    });
  return [
    ...forbidden(dependencies, below),
    ...forbidden(devDependencies, [...below, ...BELOW_TESTS]),
  ];
}

/** What is wrong with an import, provided that its package.json may name what it names. */
function importProblem(
  file: string,
  specifier: string,
  from: Workspace,
  byName: ByName,
): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    return target.startsWith(`${from.folder}/`)
      ? undefined
      : `reaches out of its package to ${target}`;
  }
  if (isBuiltin(specifier)) return undefined;
  const [, name = "", subpath] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const to = byName.get(name);
  const isTest = TESTS.some((pattern) => matchesGlob(file, pattern));
  const declared = { ...from.dependencies, ...(isTest && from.devDependencies), [from.name]: "" };
  if (!(name in declared)) {
    return `imports ${to?.folder ?? name}, which its package.json does not name`;
  }
  if (to && !isExported(subpath, to)) return `reaches into ${to.folder} with "${specifier}"`;
  return undefined;
}

function isExported(subpath: string | undefined, { exports = {} }: Workspace): boolean {
  const entries = typeof exports === "string" ? ["."] : Object.keys(exports);
  const wanted = subpath === undefined ? "." : `./${subpath}`;
  // In exports a star stands for any path, with slashes (Node's rules for subpath patterns).
  return entries.some((entry) => matchesGlob(wanted, entry.replace("*", "**")));
}

async function readWorkspaces(repository: string): Promise<Workspace[]> {
  const { workspaces } = await readJson(join(repository, "package.json"));
  const manifests = glob(
    workspaces.map((folder: string) => `${folder}/package.json`),
    { cwd: repository },
  );
  const found: Workspace[] = [];
  for await (const path of manifests) {
    const manifest = await readJson(join(repository, path));
    found.push({ ...manifest, folder: posix.dirname(path) });
  }
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function readImports(repository: string, folder: string) {
  const imports: { file: string; specifier: string }[] = [];
  const files = glob(`${folder}/**/*.{ts,js,mjs}`, {
    cwd: repository,
    exclude: ["**/node_modules", "**/dist", "**/gen"],
  });
  for await (const file of files) {
    const source = await readFile(join(repository, file), "utf8");
    for (const [, ...forms] of source.matchAll(IMPORT)) {
      imports.push({ file, specifier: forms.find((form) => form !== undefined) ?? "" });
    }
  }
  return imports;
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}

if (import.meta.main) {
  const problems = await layeringProblems(join(import.meta.dirname, "../.."));
  if (problems.length > 0) {
    process.stderr.write(`These go against the layers:\n${problems.join("\n")}\n`);
    process.exitCode = 1;
  }
}
