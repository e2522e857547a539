import { printable } from "@hipstershop/registry/printable";
import { prettyFactory } from "pino-pretty";

/** What an entry of the log says, among other things. */
export interface LogEntry {
  readonly service: string;
  readonly msg: string;
}

/** Returns the entry in a line of the log, all its texts printable; undefined for another line. */
export function readLogEntry(line: string): LogEntry | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line, revive);
    return typeof entry.service === "string" && typeof entry.msg === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Returns an entry as lines for people. They name the service once. */
export const renderLogEntry: (entry: LogEntry) => string = prettyFactory({
  translateTime: "SYS:HH:MM:ss.l",
  ignore: "service",
  messageFormat({ service, msg }) {
    const [name, text] = [String(service), String(msg)];
    // An instance's id has its service's name in it.
    return text.includes(name) ? text : `${name} ${text}`;
  },
});

/** Makes a text printable. Only a stack keeps its line breaks. */
function revive(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  return key === "stack" ? value.split("\n").map(printable).join("\n") : printable(value);
}
