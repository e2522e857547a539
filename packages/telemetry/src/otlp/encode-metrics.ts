import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { HistogramSeries } from "../metric/histogram-metric.ts";
import type { Metric } from "../metric/meter.ts";
import type { ReadMetrics } from "../metric/meter-provider.ts";
import { NumberMetric } from "../metric/number-metric.ts";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeScope } from "./write-scope.ts";
import { writeText } from "./write-text.ts";
import { writeTime } from "./write-time.ts";

/** AGGREGATION_TEMPORALITY_CUMULATIVE: all since the start. */
const CUMULATIVE = 2;

type Times = Pick<ReadMetrics, "startMs" | "endMs">;

/** Returns metrics as an ExportMetricsServiceRequest. */
export function encodeMetrics(
  { scopes, ...times }: ReadMetrics,
  resource: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new BinaryWriter();
  writeMessage(out, 1, () => {
    writeMessage(out, 1, () => writeAttributes(out, 1, resource));
    for (const { scope, metrics } of scopes) {
      writeMessage(out, 2, () => {
        writeScope(out, scope);
        for (const metric of metrics) writeMessage(out, 2, () => writeMetric(out, metric, times));
      });
    }
  });
  return out.finish();
}

function writeMetric(out: BinaryWriter, metric: Metric, times: Times): void {
  const { name, description, unit, type } = metric.descriptor;
  writeText(out, 1, name);
  writeText(out, 2, description);
  writeText(out, 3, unit);
  if (!(metric instanceof NumberMetric)) {
    writeMessage(out, 9, () => {
      for (const each of metric.series) {
        writeMessage(out, 1, () => writeHistogram(out, each, times));
      }
      out.tag(2, WireType.Varint).int32(CUMULATIVE);
    });
    return;
  }
  writeMessage(out, type === "gauge" ? 5 : 7, () => {
    for (const { attributes, value } of metric.series) {
      writeMessage(out, 1, () => {
        writeTimes(out, times);
        out.tag(4, WireType.Bit64).double(value);
        writeAttributes(out, 7, attributes);
      });
    }
    if (type === "gauge") return;
    out.tag(2, WireType.Varint).int32(CUMULATIVE);
    out.tag(3, WireType.Varint).bool(type === "counter");
  });
}

function writeHistogram(out: BinaryWriter, series: HistogramSeries, times: Times): void {
  const { count, sum, min, max, counts, bounds, attributes } = series;
  writeTimes(out, times);
  out.tag(4, WireType.Bit64).fixed64(count);
  out.tag(5, WireType.Bit64).double(sum);
  if (count > 0) {
    out.tag(11, WireType.Bit64).double(min);
    out.tag(12, WireType.Bit64).double(max);
  }
  writeMessage(out, 6, () => {
    for (const each of counts) out.fixed64(each);
  });
  writeMessage(out, 7, () => {
    for (const bound of bounds) out.double(bound);
  });
  writeAttributes(out, 9, attributes);
}

function writeTimes(out: BinaryWriter, { startMs, endMs }: Times): void {
  writeTime(out, 2, startMs);
  writeTime(out, 3, endMs);
}
