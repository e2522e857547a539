// Says in one line what is wrong where no Node of 24 or later runs the scripts: turbo runs it
// first, and prepare.mjs imports it. Plain JavaScript, for a Node that is too old has to
// understand it.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    "This needs Node 24 or later, and found " +
      process.version +
      ". npm ci brings one along for most platforms; on " +
      process.platform +
      " " +
      process.arch +
      " install one yourself.\n",
  );
  process.exit(1);
}
