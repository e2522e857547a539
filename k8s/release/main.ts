// Renders the production overlay with the images of a build as one plain YAML on standard
// output: skaffold build -p production --file-output build.json, then
// npm run --silent release:manifests build.json > shop.yaml
import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { render, whyNoKustomize } from "../checks/render.ts";
import { released } from "./released.ts";

const [path] = process.argv.slice(2);
const problem = path ? await whyNoKustomize() : "Usage: npm run release:manifests build.json";
if (problem !== undefined || path === undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
const output = JSON.parse(await readFile(path, "utf8"));
const documents = released(await render("overlays/production"), output);
// kubectl reads YAML 1.1, where a bare yes is a boolean.
const texts = documents.map((document) => stringify(document, { version: "1.1" }));
process.stdout.write(texts.join("---\n"));
