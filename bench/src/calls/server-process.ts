import { answerLines } from "./answer-lines.ts";
import { contenders } from "./contenders.ts";

/** The server's side of a contender, in a process of its own: tells its addresses, then its CPU. */
const [name = ""] = process.argv.slice(2);
const addresses = await contenders[name]?.serve();
if (addresses === undefined) throw new RangeError(`There is no contender "${name}"`);

await answerLines(addresses, () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
});
