import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { LogLineSchema } from "@hipstershop/proto/hipstershop/observer/observer";
import { levelOf } from "../logs/level.ts";
import type { ObservedLog } from "../store/log-store.ts";
import { textsOf } from "./texts-of.ts";

/** Returns a log line. */
export function logMessage(log: ObservedLog): MessageInitShape<typeof LogLineSchema> {
  return {
    at: timestampFromMs(log.atMs),
    level: levelOf(log.severity),
    service: log.source.service,
    instanceId: log.source.instance,
    message: log.message,
    attributes: textsOf(log.attributes),
    traceId: log.traceId ?? "",
  };
}
