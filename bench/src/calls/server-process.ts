import { answerLines } from "./answer-lines.ts";
import { findContender } from "./find-contender.ts";

/** The server's side of a contender, in a process of its own: tells its addresses, then its CPU. */
const [name = ""] = process.argv.slice(2);
const addresses = await findContender(name).serve();

await answerLines(addresses, () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
});
