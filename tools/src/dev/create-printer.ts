import { readLogEntry, renderLogEntry } from "@hipstershop/service/log-entry";
import { banner } from "./banner.ts";

/**
 * Returns what writes the lines of services for people. A log entry, which is JSON, becomes one tidy
 * line; the first that says that the whole shop is found becomes the banner. Any other line begins
 * with the service's name. With LOG_FORMAT=json all lines stay as they are.
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
      const named = line.startsWith(service) ? line : `${service}: ${line}`;
      write(entry ? renderLogEntry(entry) : `${named}\n`);
    }
  };
}
