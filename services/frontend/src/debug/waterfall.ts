import type { CallRecord } from "@hipstershop/rpc";
import type { Instance, Registry } from "@hipstershop/service";
import type { Visit } from "../site/visit.ts";

/** How a page was made: its calls on a common scale, and what the registry knows now. */
export interface Waterfall {
  readonly request: string;
  readonly requestId: string;
  /** In milliseconds, to one digit: from the request's arrival to the end of the last call. */
  readonly duration: string;
  /** How many calls the page made itself; the others were made for those. */
  readonly own: number;
  /** In the order in which they began, each before the calls that its callee made for it. */
  readonly calls: readonly WaterfallCall[];
  readonly registry: string;
  readonly instances: readonly Instance[];
  /** Whether an address comes from a variable: then the instance's id has it behind an @. */
  readonly configured: boolean;
}

export interface WaterfallCall {
  /** How far it is from the page: 0 for a call of the page itself. */
  readonly depth: number;
  /** Which service made the call. */
  readonly caller: string;
  readonly service: string;
  readonly method: string;
  /** Where its bar begins and how long it is, in thousandths of the scale. */
  readonly offset: number;
  readonly length: number;
  /** In milliseconds, to one digit. */
  readonly duration: string;
  /** Which instance answered, or "cache" and the like. */
  readonly answeredBy: string;
  readonly address?: string | undefined;
  readonly cached: boolean;
  /** How many attempts it took, where it took more than one. */
  readonly retried?: number | undefined;
  readonly error?: string | undefined;
  /** "mdns: 2 instances, unchanged for 3 s" */
  readonly resolution: string;
}

/** Puts the calls of a visit on a common scale. */
export function waterfall(
  visit: Visit,
  registry: string,
  instances: readonly Instance[],
): Waterfall {
  const endMs = Math.max(visit.startMs, ...visit.calls.map((c) => c.startMs + c.durationMs));
  const scaleMs = Math.max(endMs - visit.startMs, 0.1);
  const share = (ms: number) => Math.round((1_000 * Math.max(ms, 0)) / scaleMs);
  return {
    request: `${visit.method} ${visit.path}`,
    requestId: visit.requestId,
    duration: scaleMs.toFixed(1),
    registry,
    instances,
    configured: instances.some(({ id, service, address }) => id === `${service}@${address}`),
    own: visit.calls.length,
    calls: inOrder(visit.calls).map(({ call, caller, depth }) => ({
      depth,
      caller,
      service: call.service,
      method: call.method,
      offset: share(call.startMs - visit.startMs),
      length: Math.max(share(call.durationMs), 4),
      duration: call.durationMs.toFixed(1),
      answeredBy: answeredBy(call),
      address: call.instance?.address,
      cached: call.cache !== "none" && call.cache !== "miss",
      retried: call.attempts > 1 ? call.attempts : undefined,
      error: call.error,
      resolution: resolution(call),
    })),
  };
}

interface PlacedCall {
  readonly call: CallRecord;
  readonly caller: string;
  readonly depth: number;
}

/** Each call is followed by those that its callee made for it. */
function inOrder(calls: readonly CallRecord[], caller = "frontend", depth = 0): PlacedCall[] {
  return calls
    .toSorted((a, b) => a.startMs - b.startMs)
    .flatMap((call) => [
      { call, caller, depth },
      ...inOrder(call.children ?? [], call.service, depth + 1),
    ]);
}

/** Asks the registry for every instance that it knows now. */
export async function currentInstances(registry: Registry): Promise<readonly Instance[]> {
  const services = await registry.listServices();
  const found = await Promise.all(services.map((service) => registry.getService(service)));
  return found.flat();
}

function answeredBy(call: CallRecord): string {
  switch (call.cache) {
    case "hit":
      return `cache, ${age(call.ageMs)} old`;
    case "stale":
      return `cache, ${age(call.ageMs)} old, for nobody else answered`;
    case "shared":
      return "shared with a call under way";
    default:
      return call.instance?.id ?? "nobody";
  }
}

function resolution({ resolution }: CallRecord): string {
  if (!resolution) return "the name was not looked up";
  const { registry, instances, ageMs } = resolution;
  const count = instances === 1 ? "1 instance" : `${instances} instances`;
  return `${registry}: ${count}, unchanged for ${age(ageMs)}`;
}

function age(ms = 0): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
