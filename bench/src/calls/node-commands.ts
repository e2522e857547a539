import { join } from "node:path";
import type { PairCommands } from "./pair.ts";

/** Returns what starts the two processes of a contender in Node. */
export function nodeCommands(name: string): PairCommands {
  const command = (file: string) => [process.execPath, join(import.meta.dirname, file), name];
  return { server: command("server-process.ts"), client: command("client-process.ts") };
}
