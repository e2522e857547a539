// Says in one line that "npm ci" is due, as after a pull that brings a workspace or a package.
// Without it the first import of what is missing ends in a stack. Plain JavaScript, because an old
// Node must understand it.
import "./check-node.mjs";
import { existsSync, readFileSync } from "node:fs";

/** Returns what a lock names, by its place: "node_modules/@hipstershop/rpc". */
function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

/** Whether it is a workspace that is not here, as in the context of an image. npm skips it. */
function isAbsent(place, { link, resolved }) {
  const folder = link ? resolved : place;
  return (
    !folder.includes("node_modules/") &&
    !existsSync(new URL(`../../${folder}/package.json`, import.meta.url))
  );
}

const wanted = packagesIn("../../package-lock.json");
// npm writes down here what it has installed.
const installed = packagesIn("../../node_modules/.package-lock.json");
const due = Object.keys(wanted).filter((place) => {
  const { dev, devOptional, optional, peer, version } = wanted[place];
  // The workspace itself is not installed, and these need not be.
  if (place === "" || dev || devOptional || optional || peer) return false;
  if (isAbsent(place, wanted[place])) return false;
  return !installed[place] || installed[place].version !== version;
});

if (due.length > 0) {
  const names = due.map((place) => place.split("node_modules/").at(-1));
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
  process.stderr.write(
    `package-lock.json has what is not installed (${names.slice(0, 3).join(", ")}${rest}). ` +
      'Run "npm ci".\n',
  );
  process.exit(1);
}
