import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns a module with an answer. */
export function answer(number: number): string {
  return `export const answer: string = "answer ${number}";`;
}

/**
 * Writes a program, `main.ts`, that prints its answer and its PORT, ends well at SIGINT and
 * SIGTERM, and then does `rest`. Returns what writes a file, as an editor does that replaces the
 * old one with a new one.
 */
export async function writeProgram(folder: string, rest = "setInterval(() => {}, 1_000);") {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, `${name}~`), text);
    await rename(join(folder, `${name}~`), join(folder, name));
  };
  await write("package.json", '{ "type": "module" }');
  await write("answer.ts", answer(1));
  await write(
    "main.ts",
    `import { answer } from "./answer.ts";
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
    console.log(answer, "with port", process.env.PORT, "version", process.env.VERSION);
    ${rest}`,
  );
  return write;
}
