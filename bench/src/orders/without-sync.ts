// Imported first by each process of a shop that waits for no disk: its files are in memory.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

fs.fdatasync = ((_descriptor: number, done: (error: null) => void) => {
  done(null);
}) as typeof fs.fdatasync;
syncBuiltinESMExports();
