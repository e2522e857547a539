import * as v from "valibot";
import { secret } from "../settings/secret.ts";
import { choice, flag, integer, text, url } from "../settings/variables.ts";

/** OpenTelemetry's standard variables that every service reads, and METRICS_PORT. */
export function telemetryVariables() {
  return {
    OTEL_SDK_DISABLED: flag(),
    OTEL_SERVICE_NAME: text(),
    OTEL_RESOURCE_ATTRIBUTES: keyValues(),
    OTEL_EXPORTER_OTLP_ENDPOINT: url(["http:", "https:"]),
    OTEL_EXPORTER_OTLP_HEADERS: secret(keyValues()),
    OTEL_TRACES_SAMPLER: choice(SAMPLERS, "parentbased_always_on"),
    OTEL_TRACES_SAMPLER_ARG: v.pipe(
      v.optional(v.string(), "1"),
      v.regex(/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/, "must be a number from 0 to 1"),
      v.transform(Number),
    ),
    OTEL_METRICS_EXPORTER: choice(["otlp", "none"], "otlp"),
    OTEL_METRIC_EXPORT_INTERVAL: integer({ min: 100, max: 3_600_000, fallback: 10_000 }),
    METRICS_PORT: v.optional(integer({ min: 0, max: 65_535, fallback: 0 })),
  };
}

const SAMPLERS = [
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
  "always_on",
  "always_off",
  "traceidratio",
] as const;

/** "key=value,key=value", with "%2C" for a comma in a value. */
function keyValues() {
  return v.pipe(
    v.optional(v.string(), ""),
    v.check(
      (value) => value === "" || value.split(",").every((pair) => /^\s*[^=\s]+\s*=/.test(pair)),
      "must be pairs such as key=value, with a comma between two",
    ),
    v.transform(readPairs),
  );
}

function readPairs(value: string): Readonly<Record<string, string>> {
  const pairs = value.split(",").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = "", ...rest] = pair.split("=");
      return [key.trim(), decode(rest.join("=").trim())];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
