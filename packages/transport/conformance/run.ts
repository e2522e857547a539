// Runs Connect's conformance suite on our clients: "npm run conformance". Needs Go.
import { runSuite } from "./run-suite.ts";

await runSuite(
  import.meta.dirname,
  ["stock", "fast"].map((path) => ({
    name: `client, ${path} path`,
    mode: "client",
    conf: `client-${path}.yaml`,
    program: ["client.ts", path],
  })),
);
