import type { SimulatedProcess } from "../world/simulated-process.ts";
import type { Story } from "../world/story.ts";

/** Tells a line of a service's log, which is a place where the process may die. */
export function tellLogLine(line: string, process: SimulatedProcess, story: Story): void {
  if (!process.alive) return;
  const {
    msg,
    level,
    service: _service,
    time: _time,
    requestId: _id,
    err,
    ...rest
  } = JSON.parse(line);
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  const cause = err ? [`(${err.message})`] : [];
  story.tell([`log ${level}: ${msg}`, ...fields, ...cause].join(" "), process.name);
  process.reach({ kind: "log", name: msg });
}
