import { registryEvents } from "@hipstershop/registry";

/**
 * Writes a log line, in pino's JSON, each time that this process finds an instance or loses one, until
 * the result is disposed. The observer shows by them who has heard of it when.
 */
export function registryLines(write: (line: string) => void): Disposable {
  return registryEvents.subscribe(
    ({ type, atMs, instances, reason }) => {
      if (type !== "found" && type !== "gone") return;
      for (const { id } of instances) {
        const line = {
          level: "debug",
          time: new Date(atMs).toISOString(),
          msg: type === "found" ? `knows ${id} now` : `knows ${id} no longer`,
          "registry.event": type,
          "registry.instance": id,
          ...(reason !== undefined && { "registry.reason": reason }),
        };
        write(JSON.stringify(line));
      }
    },
    { messages: false },
  );
}
