import { contenders } from "./contenders.ts";

/** The server's side of a contender, in a process of its own: tells its port, then its CPU. */
const [name = ""] = process.argv.slice(2);
const port = await contenders[name]?.serve();
if (port === undefined) throw new RangeError(`There is no contender "${name}"`);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});
process.send?.(port);
