// Turns a flag on for many targets, one after the other, and exits. Arguments: the flag file, a name that
// each target begins with, how many.
import { openFlagFile } from "../open-flag-file.ts";

const [path = "", name = "", count = "0"] = process.argv.slice(2);
using file = openFlagFile(path);
for (let i = 0; i < Number(count); i++) file.set("rpcLatency", 100, { instance: `${name}-${i}` });
