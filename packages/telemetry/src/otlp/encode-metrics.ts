import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeScope } from "./write-scope.ts";
import { writeText } from "./write-text.ts";
import { writeTime } from "./write-time.ts";

/** Returns metrics as an ExportMetricsServiceRequest. Exponential histograms are left out. */
export function encodeMetrics(
  { scopeMetrics }: Pick<ResourceMetrics, "scopeMetrics">,
  resource: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new BinaryWriter();
  writeMessage(out, 1, () => {
    writeMessage(out, 1, () => writeAttributes(out, 1, resource));
    for (const { scope, metrics } of scopeMetrics) {
      writeMessage(out, 2, () => {
        writeScope(out, scope);
        for (const metric of metrics) writeMessage(out, 2, () => writeMetric(out, metric));
      });
    }
  });
  return out.finish();
}

function writeMetric(out: BinaryWriter, metric: MetricData): void {
  const { name, description, unit } = metric.descriptor;
  writeText(out, 1, name);
  writeText(out, 2, description);
  writeText(out, 3, unit);
  // AggregationTemporality of the SDK is 0 and 1 where OTLP's is 1 and 2.
  const temporality = metric.aggregationTemporality + 1;
  switch (metric.dataPointType) {
    case DataPointType.GAUGE:
      writeMessage(out, 5, () => writeNumbers(out, metric.dataPoints));
      return;
    case DataPointType.SUM:
      writeMessage(out, 7, () => {
        writeNumbers(out, metric.dataPoints);
        out.tag(2, WireType.Varint).int32(temporality);
        out.tag(3, WireType.Varint).bool(metric.isMonotonic);
      });
      return;
    case DataPointType.HISTOGRAM:
      writeMessage(out, 9, () => {
        for (const point of metric.dataPoints) {
          writeMessage(out, 1, () => writeHistogram(out, point));
        }
        out.tag(2, WireType.Varint).int32(temporality);
      });
  }
}

function writeNumbers(out: BinaryWriter, points: readonly DataPoint<number>[]): void {
  for (const { startTime, endTime, attributes, value } of points) {
    writeMessage(out, 1, () => {
      writeTime(out, 2, startTime);
      writeTime(out, 3, endTime);
      out.tag(4, WireType.Bit64).double(value);
      writeAttributes(out, 7, attributes);
    });
  }
}

function writeHistogram(out: BinaryWriter, point: DataPoint<Histogram>): void {
  const { count, sum, min, max, buckets } = point.value;
  writeTime(out, 2, point.startTime);
  writeTime(out, 3, point.endTime);
  out.tag(4, WireType.Bit64).fixed64(count);
  for (const [field, value] of [
    [5, sum],
    [11, min],
    [12, max],
  ] as const) {
    if (value !== undefined) out.tag(field, WireType.Bit64).double(value);
  }
  writeMessage(out, 6, () => {
    for (const each of buckets.counts) out.fixed64(each);
  });
  writeMessage(out, 7, () => {
    for (const bound of buckets.boundaries) out.double(bound);
  });
  writeAttributes(out, 9, point.attributes);
}
