import type { MessageInitShape } from "@bufbuild/protobuf";
import type { LogLineSchema } from "@hipstershop/proto/hipstershop/observer/observer";
import { levelOf } from "../logs/level.ts";
import type { ObservedLog } from "../store/log-store.ts";
import { textsOf } from "./texts-of.ts";
import { timeOf } from "./time-of.ts";

/** Returns a log line. */
export function logMessage(log: ObservedLog): MessageInitShape<typeof LogLineSchema> {
  return {
    at: timeOf(log.atMs),
    level: levelOf(log.severity),
    service: log.source.service,
    instanceId: log.source.instance,
    message: log.message,
    attributes: textsOf(log.attributes),
    traceId: log.traceId ?? "",
  };
}
