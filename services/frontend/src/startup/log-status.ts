import type { Registry } from "@hipstershop/service";
import type { Logger } from "pino";

export interface StatusOptions {
  readonly registry: Pick<Registry, "traits" | "watch">;
  readonly log: Logger;
  /** The registry names that make a whole shop. */
  readonly services: readonly string[];
  /** Where the shop is, for the line that says it is up. */
  readonly url: string;
  /** Returns why a service crashed, if it did. */
  readonly crashReason: (service: string) => string | undefined;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Logs which services are missing, and why if one crashed; when all are found, it logs where the
 * shop is, except in a cluster. It logs only changes, and not before the services have had a moment to start. Resolves
 * when the signal aborts.
 */
export async function logStatus(options: StatusOptions): Promise<void> {
  const { registry, services, signal } = options;
  const report = createReport(options);
  const watches = services.map(async (service) => {
    try {
      for await (const { instances, trouble } of registry.watch(service, { signal })) {
        report.found(service, instances.length > 0, trouble);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
  const timer = setInterval(report.say, REPORT_EVERY_MS).unref();
  try {
    await Promise.all(watches);
  } finally {
    clearInterval(timer);
  }
}

/** Long enough that the services which start together are not each reported as missing. */
const REPORT_EVERY_MS = 2_000;

function createReport({ registry, services, log, url, crashReason }: StatusOptions) {
  /** The services that nobody has found, each with what troubles the search for it. */
  const missing = new Map<string, Error | undefined>(services.map((name) => [name, undefined]));
  let said = "";
  const say = () => {
    const status = describe();
    if (status === said) return;
    said = status;
    if (missing.size === 0) log.info(status);
    else log.warn(status);
  };
  const describe = () => {
    if (missing.size === 0 && registry.traits?.announces === "nothing") {
      return `Shop is at ${url}: each service has an address, which says nothing of whether it is up`;
    }
    // In a pod the address is the pod's own, which nobody can type.
    if (missing.size === 0 && registry.traits?.announces === "readiness") {
      return "The shop is whole: each service has a pod that is ready";
    }
    if (missing.size === 0) return `Shop is up: ${url}`;
    const reasons = [...missing.keys()].map((service) => {
      const reason = crashReason(service);
      return reason ? `${service} (crashed: ${headline(reason)})` : service;
    });
    const trouble = missing.values().find((each) => each !== undefined);
    const why = trouble?.message ?? registry.traits?.hint;
    const names = LIST.format(reasons);
    return why ? `The shop is waiting for ${names}: ${why}` : `The shop is waiting for ${names}`;
  };
  return {
    say,
    found(service: string, there: boolean, trouble: Error | undefined) {
      if (there) missing.delete(service);
      else missing.set(service, trouble);
      // That all are found is logged at once.
      if (missing.size === 0) say();
    },
  };
}

// "a, b and c"
const LIST = new Intl.ListFormat("en-GB");

/** Returns the line of a crash that names the error: a syntax error comes after its place. */
function headline(reason: string): string {
  const lines = reason.split("\n");
  return (lines.find((line) => /\w*Error\b/.test(line)) ?? lines[0] ?? "").trim();
}
