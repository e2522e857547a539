import { printable } from "@hipstershop/registry";
import { currentCallContext } from "@hipstershop/rpc";
import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import type { SharedConfig } from "../settings/settings.ts";
import { createLogOutput } from "./log-output.ts";

/**
 * Creates the logger of a service: one line of JSON for each event, with the id of the request
 * and the span that the code works for. `tap` is given each line too. On a terminal, or when
 * LOG_FORMAT says so, the lines are for people. On both, control characters are escaped, so that no
 * text of a stranger commands a terminal.
 */
export async function createLogger(
  service: string,
  config: SharedConfig,
  destination?: DestinationStream,
  tap?: (line: string) => void,
): Promise<Logger> {
  const options: LoggerOptions = {
    level: config.LOG_LEVEL,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    mixin: () => {
      const { requestId, span } = currentCallContext() ?? {};
      return {
        ...(requestId !== undefined && { requestId }),
        ...(span?.traceId && { trace_id: span.traceId, span_id: span.spanId }),
      };
    },
    serializers: { err: describeError },
  };
  if (destination) return pino(options, withTap(destination, tap));
  const output = createLogOutput(process.stdout, (lines) => {
    log.warn({ lines }, "Lines of this log are missing here: nobody took them in time");
  });
  const format = config.LOG_FORMAT ?? (process.stdout.isTTY ? "pretty" : "json");
  const lines = format === "json" ? asJson(output) : await forPeople(output);
  const log = pino(options, withTap(lines, tap));
  return log;
}

/** Returns a stream that passes each line on, and then gives it to the tap. */
function withTap(to: DestinationStream, tap: ((line: string) => void) | undefined) {
  if (!tap) return to;
  return {
    write(line: string) {
      to.write(line);
      tap(line);
    },
  };
}

/** Returns a stream that takes JSON and writes it to the output, printable. */
function asJson(output: DestinationStream): DestinationStream {
  return { write: (line) => output.write(`${printable(line.slice(0, -1))}\n`) };
}

/** Returns a stream that takes JSON and writes lines for people to the output. */
async function forPeople(output: DestinationStream): Promise<DestinationStream> {
  // Loaded only here: it takes 10 MB.
  const { readLogEntry, renderLogEntry } = await import("./log-entry.ts");
  return {
    write(line) {
      const entry = readLogEntry(line);
      output.write(entry ? renderLogEntry(entry) : line);
    },
  };
}

/**
 * Describes an error by its name, code and stack alone: pino's own way copies every
 * property, and a library may have put a request there.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    ...(code !== undefined && { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
