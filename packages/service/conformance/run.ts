// Runs Connect's conformance suite on what a service answers: "npm run conformance". Needs Go.
import { runSuite } from "@hipstershop/transport/conformance";

await runSuite(
  import.meta.dirname,
  ["stock", "fast", "strict"].map((path) => ({
    name: `server, ${path} path`,
    mode: "server",
    conf: path === "strict" ? "strict.yaml" : "server.yaml",
    program: ["server.ts", path],
  })),
);
