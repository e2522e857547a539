import type { Attributes } from "@opentelemetry/api";
import type { Descriptor } from "../metric/descriptor.ts";
import type { HistogramMetric } from "../metric/histogram-metric.ts";
import type { Metric } from "../metric/meter.ts";
import type { ReadMetrics } from "../metric/meter-provider.ts";
import { NumberMetric } from "../metric/number-metric.ts";

/**
 * Returns metrics in Prometheus' text format 0.0.4, with the names that OpenTelemetry's
 * compatibility rules give: `rpc_server_call_duration_seconds`. The resource is `target_info`.
 */
export function prometheusText(
  { scopes }: Pick<ReadMetrics, "scopes">,
  resource: Readonly<Record<string, unknown>>,
): string {
  const lines = [
    "# HELP target_info What these metrics are of.",
    "# TYPE target_info gauge",
    sample("target_info", labelsOf(resource as Attributes), 1),
  ];
  for (const { metrics } of scopes) {
    for (const metric of metrics) lines.push(...linesOf(metric));
  }
  return `${lines.join("\n")}\n`;
}

function linesOf(metric: Metric): string[] {
  const { descriptor } = metric;
  const name = nameOf(descriptor);
  const samples = metric instanceof NumberMetric ? numbers(name, metric) : buckets(name, metric);
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${escaped(descriptor.description)}`,
    `# TYPE ${name} ${descriptor.type === "upDownCounter" ? "gauge" : descriptor.type}`,
    ...samples,
  ];
}

function numbers(name: string, { series }: NumberMetric): string[] {
  return [...series].map(({ attributes, value }) => sample(name, labelsOf(attributes), value));
}

function buckets(name: string, { series }: HistogramMetric): string[] {
  const lines: string[] = [];
  for (const { attributes, counts, bounds, sum, count } of series) {
    const labels = labelsOf(attributes);
    let below = 0;
    for (const [index, each] of counts.entries()) {
      below += each;
      const bound = bounds[index] ?? Number.POSITIVE_INFINITY;
      lines.push(sample(`${name}_bucket`, [...labels, `le="${numberText(bound)}"`], below));
    }
    lines.push(sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, count));
  }
  return lines;
}

/** What Prometheus writes for a unit. One in braces, as "{call}", is left out. */
const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", "1": "ratio" };

function nameOf({ name, unit, type }: Descriptor): string {
  const word = UNITS[unit];
  const base = name.replace(/[^A-Za-z0-9_]+/g, "_");
  const whole = word && !base.endsWith(`_${word}`) ? `${base}_${word}` : base;
  return type === "counter" && !whole.endsWith("_total") ? `${whole}_total` : whole;
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
