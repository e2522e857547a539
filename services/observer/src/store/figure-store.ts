import type {
  Metric,
  NumberDataPoint,
} from "@hipstershop/proto/opentelemetry/proto/metrics/v1/metrics";
import { setNewest } from "@hipstershop/service";
import type { Source } from "./source.ts";

/** What one copy of a service said last of its process, as far as it did. */
export interface Figures {
  readonly atMs: number;
  /** The part of a core that it used from one report to the next: the newest last. */
  readonly cpu: readonly number[];
  readonly memoryBytes?: number | undefined;
  /** How late its event loop was for 99 of 100 looks, in milliseconds. */
  readonly lateMs?: number | undefined;
  /** RPCs that it was answering. */
  readonly activeCalls?: number | undefined;
}

/** How many spans and log lines their senders have lost. */
export interface Losses {
  readonly spans: number;
  readonly logs: number;
}

/** The newest figures of the copies that send metrics. Nothing else of metrics is kept. */
export interface FigureStore {
  add(source: Source, metrics: readonly Metric[], nowMs: number): void;
  /** Returns the figures of an instance by its registry id. */
  of(instance: string): Figures | undefined;
  /** Returns what the copies say that they have lost, all together. */
  lost(): Losses;
}

interface Kept extends Figures {
  readonly cpuSeconds: number | undefined;
  readonly lost: Losses;
}

/** The most copies whose figures are kept: those that have said nothing for longest go. */
const MAX_COPIES = 500;
/** How many values of the CPU are kept: of five minutes, as services of the shop send them. */
const MAX_CPU = 30;

/** Creates a store without figures. */
export function createFigureStore(): FigureStore {
  const kept = new Map<string, Kept>();
  return {
    add({ service, instance }, metrics, nowMs) {
      const id = instance || service;
      setNewest(kept, id, read(metrics, nowMs, kept.get(id)), MAX_COPIES);
    },
    of: (instance) => kept.get(instance),
    lost() {
      let [spans, logs] = [0, 0];
      for (const { lost } of kept.values()) {
        spans += lost.spans;
        logs += lost.logs;
      }
      return { spans, logs };
    },
  };
}

/** Reads the figures by the names of the semantic conventions. What is missing stays as it was. */
function read(metrics: readonly Metric[], nowMs: number, before: Kept | undefined): Kept {
  const points = new Map(metrics.map((metric) => [metric.name, pointsOf(metric)]));
  const sum = (name: string) => points.get(name)?.reduce((all, point) => all + numberOf(point), 0);
  const lost = (name: string) =>
    points
      .get(name)
      ?.filter(hasFailed)
      .reduce((all, point) => all + numberOf(point), 0);
  const cpuSeconds = sum("process.cpu.time");
  const late = sum("nodejs.eventloop.delay.p99");
  return {
    atMs: nowMs,
    cpuSeconds: cpuSeconds ?? before?.cpuSeconds,
    cpu: cpuOf(cpuSeconds, nowMs, before),
    memoryBytes: sum("process.memory.usage") ?? before?.memoryBytes,
    lateMs: late === undefined ? before?.lateMs : 1_000 * late,
    activeCalls: sum("hipstershop.rpc.server.active_calls") ?? before?.activeCalls,
    lost: {
      spans: lost("otel.sdk.processor.span.processed") ?? before?.lost.spans ?? 0,
      logs: lost("otel.sdk.processor.log.processed") ?? before?.lost.logs ?? 0,
    },
  };
}

function cpuOf(seconds: number | undefined, nowMs: number, before: Kept | undefined) {
  const { cpu = [], cpuSeconds, atMs = nowMs } = before ?? {};
  if (seconds === undefined || cpuSeconds === undefined || nowMs <= atMs) return cpu;
  // A process that was started again with the same id counts from 0.
  const used = Math.max(0, seconds - cpuSeconds) / ((nowMs - atMs) / 1_000);
  return [...cpu, used].slice(-MAX_CPU);
}

function pointsOf({ data }: Metric): readonly NumberDataPoint[] {
  return data.case === "sum" || data.case === "gauge" ? data.value.dataPoints : [];
}

function numberOf({ value }: NumberDataPoint): number {
  const number = Number(value.value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** Whether a point counts what was lost: the SDK's counters have the reason then. */
function hasFailed({ attributes }: NumberDataPoint): boolean {
  return attributes.some(({ key }) => key === "error.type");
}
