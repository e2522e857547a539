// Says in one line what is wrong where the tools of development are not installed, or where Node
// is too old: what needs them runs it first. Plain JavaScript, for a Node that is too old has to
// understand it.
import "./check-node.mjs";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../node_modules/turbo", import.meta.url))) {
  process.stderr.write(
    "The tools of development are not installed: npm leaves them out with NODE_ENV=production or " +
      '--omit=dev. Run "npm ci --include=dev".\n',
  );
  process.exit(1);
}
