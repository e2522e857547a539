import { readLogEntry, renderLogEntry } from "@hipstershop/service/log-entry";
import { banner } from "./banner.ts";

/**
 * Returns what writes the lines of services for people: a log entry, which is JSON, as one tidy
 * line, the first news that the whole shop is found as the banner, and any other line after the
 * service's name. With LOG_FORMAT=json it leaves all lines as they are.
 */
export function createPrinter(write: (text: string) => void, env: NodeJS.ProcessEnv) {
  let greeted = false;
  return (service: string, line: string): void => {
    if (env.LOG_FORMAT === "json") {
      write(`${line}\n`);
      return;
    }
    const entry = readLogEntry(line);
    // The frontend is the one that waits for all services.
    const [, url] = /^Shop is up: (\S+)$/.exec(entry?.msg ?? "") ?? [];
    if (url && !greeted) {
      greeted = true;
      write(banner(url, env));
    } else {
      write(entry ? renderLogEntry(entry) : `${service}: ${line}\n`);
    }
  };
}
