import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * Says a value on the output, a line of JSON, and then what each line of the input is answered
 * with. Ends this process with the input: whoever started it has ended, perhaps killed.
 */
export async function answerLines(
  first: unknown,
  answer: (question: never) => unknown,
): Promise<never> {
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => say(await answer(JSON.parse(line) as never)));
  say(first);
  await once(lines, "close");
  process.exit();
}
