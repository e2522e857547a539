import { currentCallContext } from "@hipstershop/rpc";
import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { createLogOutput } from "./log-output.ts";
import type { SharedConfig } from "./settings.ts";

/**
 * Creates a service's logger: JSON, a line an event, each line with the id of the request
 * that the code works for; or lines for people, on a terminal or where LOG_FORMAT asks.
 */
export async function createLogger(
  service: string,
  config: SharedConfig,
  destination?: DestinationStream,
): Promise<Logger> {
  const options: LoggerOptions = {
    level: config.LOG_LEVEL,
    base: { service },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    mixin: () => {
      const requestId = currentCallContext()?.requestId;
      return requestId === undefined ? {} : { requestId };
    },
    serializers: { err: describeError },
  };
  if (destination) return pino(options, destination);
  const output = createLogOutput(process.stdout, (lines) => {
    log.warn({ lines }, "Lines of this log are missing here: nobody took them in time");
  });
  const format = config.LOG_FORMAT ?? (process.stdout.isTTY ? "pretty" : "json");
  const log = pino(options, format === "json" ? output : await forPeople(output));
  return log;
}

/** Returns where a log is written as JSON, to reach the output in lines that people read. */
async function forPeople(output: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import("pino-pretty");
  const render = prettyFactory({
    translateTime: "SYS:HH:MM:ss.l",
    ignore: "service",
    messageFormat: "{service} {msg}",
  });
  return { write: (line) => output.write(render(line)) };
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
