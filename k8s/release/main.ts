// Writes the release of package.json's version into dist/release: npm run release. It publishes
// nothing; with "-- --publish" it then tags the commit and pushes the tag. The images are those of
// "skaffold build -p production --file-output build.json" with "-- build.json".
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { whyNoKustomize } from "../checks/render.ts";
import { publish } from "./publish.ts";
import { writeRelease } from "./write-release.ts";

const USAGE = "usage: npm run release -- [build.json] [--to dist/release] [--publish]";
const top = join(import.meta.dirname, "../..");

try {
  const { values, positionals } = parseOptions();
  const [build] = positionals;
  const problem = positionals.length > 1 ? USAGE : await whyNoKustomize();
  if (problem !== undefined) throw new RangeError(problem);
  const folder = values.to ?? join(top, "dist/release");
  const { version } = JSON.parse(await readFile(join(top, "package.json"), "utf8"));
  await writeRelease({
    version,
    folder,
    ...(build !== undefined && { build: JSON.parse(await readFile(build, "utf8")) }),
  });
  process.stdout.write(`Release ${version} is in ${folder}\n`);
  if (values.publish) {
    await publish(version, top);
    process.stdout.write(`v${version} is tagged and pushed\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function parseOptions() {
  try {
    return parseArgs({
      options: { to: { type: "string" }, publish: { type: "boolean", default: false } },
      allowPositionals: true,
    });
  } catch {
    throw new RangeError(USAGE);
  }
}
