import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  TraceRowSchema,
  TraceSummarySchema,
} from "@hipstershop/proto/hipstershop/observer/observer";
import type { TraceSummary } from "../store/trace-summary.ts";
import type { Row } from "../traces/waterfall.ts";
import { logMessage } from "./log-message.ts";
import { textsOf } from "./texts-of.ts";
import { timeOf } from "./time-of.ts";

/** Returns what a list says of a trace. */
export function summaryMessage(summary: TraceSummary): MessageInitShape<typeof TraceSummarySchema> {
  const { id, name, service, services, startMs, endMs, failed, failures } = summary;
  return {
    traceId: id,
    name,
    service,
    services: [...services],
    beganAt: timeOf(startMs),
    durationMs: rounded(endMs - startMs),
    failed,
    failures,
  };
}

/** Returns a row of a trace that began at `beganMs`, in milliseconds since the epoch. */
export function rowMessage(row: Row, beganMs: number): MessageInitShape<typeof TraceRowSchema> {
  const { node, served } = row;
  const criticalMs = row.critical.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  return {
    depth: row.depth,
    name: node.span.name,
    service: row.service,
    caller: row.caller ?? "",
    startMs: rounded(node.startMs - beganMs),
    durationMs: rounded(node.endMs - node.startMs),
    criticalMs: rounded(criticalMs),
    error: row.error ?? "",
    gaps: row.gaps.map(({ text }) => text),
    attributes: textsOf(new Map([...node.span.attributes, ...(served?.span.attributes ?? [])])),
    logs: row.logs.map(logMessage),
  };
}

/** To a microsecond, which is as good as spans are. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
