export { readDelimited, writeDelimited } from "./delimited.ts";
export { type Run, runSuite } from "./run-suite.ts";
