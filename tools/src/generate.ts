// Generates packages/proto/gen from proto/: "npm run generate".
import { join } from "node:path";
import { generate } from "./proto/generate.ts";
import { reason } from "./proto/reason.ts";

await generate(join(import.meta.dirname, "../..")).catch((error) => {
  process.stderr.write(`${reason(error)}\n`);
  process.exit(1);
});
