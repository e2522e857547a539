// Runs these attacks and the load, one after another, and prints the most that a pod's limit would count of
// each service, and under what: `npm run build && npm exec -- node e2e/src/attacks/most-memory.ts`
import { printMost } from "./print-most.ts";
import { runAttacks } from "./run-attacks.ts";

printMost(await runAttacks());
