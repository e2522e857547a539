import { randomUUID } from "node:crypto";
import type { Registry } from "@hipstershop/registry";
import { OBSERVER } from "@hipstershop/rpc";
import type { Recorder } from "@hipstershop/telemetry";
import { type Environment, parseSettings } from "../settings/settings.ts";
import { telemetrySettings } from "./telemetry-settings.ts";

/** The telemetry of a tool. To dispose it sends what was recorded, for a second at most. */
export interface ToolTelemetry extends AsyncDisposable {
  /** Undefined where nobody would get to know what is recorded. */
  readonly recorder: Recorder | undefined;
}

export interface ToolTelemetryOptions {
  /** What it is called in traces, "npm run call", unless OTEL_SERVICE_NAME says otherwise. */
  readonly name: string;
  readonly registry: Registry;
  readonly env: Environment;
  /** Whether it goes on looking for a receiver where there is none yet. Default false. */
  readonly waits?: boolean;
}

/** How long a receiver that has just gone is waited for, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Opens the telemetry of a program that calls services and ends: what it records begins with its first
 * call. With nobody there to receive it, it loads nothing, and records nothing until somebody is.
 */
export async function openToolTelemetry(options: ToolTelemetryOptions): Promise<ToolTelemetry> {
  const { name, registry, env, waits = false } = options;
  const { shared } = await parseSettings({ variables: {} }, env);
  if (shared.OTEL_SDK_DISABLED) return NONE;
  const isHeard =
    shared.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined ||
    (await registry.getService(OBSERVER)).length > 0;
  if (!isHeard && !waits) return NONE;
  const { openTelemetry } = await import("@hipstershop/telemetry");
  const telemetry = openTelemetry({
    service: name,
    resource: {
      "service.name": shared.OTEL_SERVICE_NAME || name,
      "service.instance.id": randomUUID(),
      "service.version": shared.VERSION,
    },
    registry,
    settings: telemetrySettings(shared),
  });
  if (!isHeard) return telemetry;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, PATIENCE_MS);
  await Promise.race([telemetry.ready, late.promise]).finally(() => clearTimeout(timer));
  return telemetry;
}

const NONE: ToolTelemetry = { recorder: undefined, async [Symbol.asyncDispose]() {} };
