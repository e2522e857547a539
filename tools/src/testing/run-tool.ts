import { execFile } from "node:child_process";
import { join } from "node:path";

/** How a program ended, and what it wrote. */
export interface ToolResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of tools/src, "call.ts", to its end. */
export function runTool(
  name: string,
  options: {
    readonly args?: readonly string[];
    readonly env: NodeJS.ProcessEnv;
    /** What it reads from its standard input. */
    readonly input?: string;
  },
): Promise<ToolResult> {
  const { args = [], env, input = "" } = options;
  return new Promise((resolve) => {
    const script = join(import.meta.dirname, "..", name);
    const child = execFile(process.execPath, [script, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin?.end(input);
  });
}
