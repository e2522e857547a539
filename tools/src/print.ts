import { printable } from "@hipstershop/registry";

/**
 * Writes lines for whoever runs a program, unless told otherwise to standard output. A stranger may have
 * written part of them, so control characters are escaped. The program ends without a word once nobody
 * reads that output any more, as in "npm run call observer | head".
 */
export function print(lines: readonly string[], to: NodeJS.WritableStream = process.stdout): void {
  to.write(`${lines.map(printable).join("\n")}\n`);
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
