// Says in one line that the development tools are not installed, that "npm ci" is due, or that Node
// is too old. Scripts that need them run it first. Plain JavaScript, because an old Node must
// understand it.
import "./check-installed.mjs";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../node_modules/turbo", import.meta.url))) {
  process.stderr.write(
    "The tools of development are not installed: npm leaves them out with NODE_ENV=production or " +
      '--omit=dev. Run "npm ci --include=dev".\n',
  );
  process.exit(1);
}
