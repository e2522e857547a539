// Importing this puts the process under a simulated clock, and every random choice under a seed.
// It comes before any module that keeps one of these functions for itself.
import { syncBuiltinESMExports } from "node:module";
import { replaceChance } from "./chance.ts";
import { replaceClocks } from "./clocks.ts";
import { replaceSignals } from "./signals.ts";
import { replaceTimers } from "./timers.ts";

replaceTimers();
replaceSignals();
replaceClocks();
replaceChance();
syncBuiltinESMExports();
