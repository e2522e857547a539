import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { ChartDefaults } from "../chart/values.ts";
import { writeChart } from "../chart/write-chart.ts";
import { render } from "../checks/render.ts";
import { ofKind } from "../checks/resource.ts";
import { changelog } from "./changelog.ts";
import { type BuildOutput, released } from "./released.ts";
import { tagOf } from "./tag-of.ts";

const run = promisify(execFile);
const top = join(import.meta.dirname, "../..");

export interface ReleaseOptions {
  readonly version: string;
  /** The folder that the release replaces. */
  readonly folder: string;
  /** What was built. By default each service's image has the version as its tag, and no registry. */
  readonly build?: BuildOutput;
}

/**
 * Writes a release: shop.yaml (the production overlay) and the Helm chart, both with the images of a
 * build, by digest where it has digests, the bill of materials (CycloneDX 1.5), and the changelog. It
 * publishes nothing. Throws a RangeError when an image was not built, or when they have several tags.
 */
export async function writeRelease({ version, folder, build }: ReleaseOptions): Promise<void> {
  const resources = await render("overlays/production");
  const builds = ofKind(resources, "Deployment").map(({ metadata: { name } }) => ({
    imageName: name,
    tag: `${name}:${version}`,
  }));
  const objects = released(resources, build ?? { builds });
  // kubectl reads YAML 1.1, where a bare yes is a boolean.
  const texts = objects.map((object) => stringify(object, { version: "1.1" }));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "shop.yaml"), texts.join("---\n"));
  await writeFile(join(folder, "CHANGELOG.md"), await changelog(version, top));
  await writeFile(join(folder, "sbom.cdx.json"), await billOfMaterials());
  await writeChart(join(folder, "chart"), version, build && chartDefaults(build));
}

/** Returns the values of a chart that has exactly the images of a build. */
function chartDefaults({ builds }: BuildOutput): ChartDefaults {
  const [tag = "", ...others] = new Set(builds.map((each) => tagOf(each.tag)));
  if (others.length > 0)
    throw new RangeError(`The images have tags of several builds: ${tag}, ${others.join(", ")}`);
  return { tag, images: new Map(builds.map(({ imageName, tag }) => [imageName, tag])) };
}

/** Returns what the shop is made of, without what only develops and tests it. */
async function billOfMaterials(): Promise<string> {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
  const { stdout } = await run("npm", args, { cwd: top, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
