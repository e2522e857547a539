import type { Attributes } from "@opentelemetry/api";
import { DataPointType, type MetricData, type ResourceMetrics } from "@opentelemetry/sdk-metrics";

/**
 * Returns metrics in Prometheus' text format 0.0.4, with the names that OpenTelemetry's
 * compatibility rules give: `rpc_server_call_duration_seconds`. The resource is `target_info`.
 */
export function prometheusText(
  { scopeMetrics }: Pick<ResourceMetrics, "scopeMetrics">,
  resource: Readonly<Record<string, unknown>>,
): string {
  const lines = [
    "# HELP target_info What these metrics are of.",
    "# TYPE target_info gauge",
    sample("target_info", labelsOf(resource as Attributes), 1),
  ];
  for (const { metrics } of scopeMetrics) {
    for (const metric of metrics) lines.push(...linesOf(metric));
  }
  return `${lines.join("\n")}\n`;
}

function linesOf(metric: MetricData): string[] {
  const { descriptor, dataPointType } = metric;
  const kind = KINDS.get(dataPointType);
  if (kind === undefined || metric.dataPoints.length === 0) return [];
  const isCounter = dataPointType === DataPointType.SUM && metric.isMonotonic;
  const name = nameOf(descriptor, isCounter);
  const lines = [
    `# HELP ${name} ${escaped(descriptor.description)}`,
    `# TYPE ${name} ${kind === "sum" ? (isCounter ? "counter" : "gauge") : kind}`,
  ];
  if (dataPointType === DataPointType.HISTOGRAM) {
    for (const { attributes, value } of metric.dataPoints) {
      const labels = labelsOf(attributes);
      let count = 0;
      for (const [index, each] of value.buckets.counts.entries()) {
        count += each;
        const bound = value.buckets.boundaries[index] ?? Number.POSITIVE_INFINITY;
        lines.push(sample(`${name}_bucket`, [...labels, `le="${numberText(bound)}"`], count));
      }
      lines.push(sample(`${name}_sum`, labels, value.sum ?? 0));
      lines.push(sample(`${name}_count`, labels, value.count));
    }
  } else if (dataPointType !== DataPointType.EXPONENTIAL_HISTOGRAM) {
    for (const { attributes, value } of metric.dataPoints) {
      lines.push(sample(name, labelsOf(attributes), value));
    }
  }
  return lines;
}

const KINDS = new Map([
  [DataPointType.GAUGE, "gauge"],
  [DataPointType.SUM, "sum"],
  [DataPointType.HISTOGRAM, "histogram"],
]);

/** What Prometheus writes for a unit. One in braces, as "{call}", is left out. */
const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", "1": "ratio" };

function nameOf(
  { name, unit }: { readonly name: string; readonly unit: string },
  isCounter: boolean,
): string {
  const word = UNITS[unit];
  const base = name.replace(/[^A-Za-z0-9_]+/g, "_");
  const whole = word && !base.endsWith(`_${word}`) ? `${base}_${word}` : base;
  return isCounter && !whole.endsWith("_total") ? `${whole}_total` : whole;
}

function labelsOf(attributes: Attributes): string[] {
  return Object.entries(attributes).map(
    ([key, value]) =>
      `${key.replace(/[^A-Za-z0-9_]+/g, "_")}="${escaped(String(value)).replaceAll('"', '\\"')}"`,
  );
}

function sample(name: string, labels: readonly string[], value: number): string {
  const braces = labels.length > 0 ? `{${labels.join(",")}}` : "";
  return `${name}${braces} ${numberText(value)}`;
}

function numberText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
