import { Code, type ConnectError } from "@connectrpc/connect";
import type { Instance } from "@hipstershop/registry";
import type { InstanceTransport, OpenTransport } from "@hipstershop/transport";
import { UnreachedError } from "@hipstershop/transport";
import { createEjection } from "./ejection.ts";
import type { Loaded } from "./pick-less-loaded.ts";
import { createWatchdog } from "./watchdog.ts";

/** One instance as a client sees it: how loaded it is and how well it does. */
export interface Endpoint extends Loaded, Disposable {
  readonly instance: Instance;
  /**
   * Since when it is put aside because it failed, to be picked only when there is no other, or
   * has then last answered; by `performance.now()`. Absent while it does well.
   */
  readonly ejectedMs: number | undefined;
  /** Whether it has ever answered a call. */
  readonly hasAnswered: boolean;
  /**
   * Begins a call, which may have side effects, and returns the transport to make it on. Each
   * begin has one end.
   */
  begin(changes?: boolean): InstanceTransport;
  /** Ends a call that began so, with the error that it threw if it did. */
  end(error?: ConnectError, changes?: boolean): void;
  /** Closes the connections as soon as the calls in flight have ended: it takes no more. */
  retire(): void;
}

export interface EndpointOptions {
  readonly open: OpenTransport;
  /** Told of an instance that could not be reached. */
  readonly reconfirm: (instance: Instance) => void;
  /** Told of an instance when it has answered its first call. */
  readonly confirm: (instance: Instance) => void;
  /** Whether no other instance does well. */
  readonly alone: () => boolean;
}

/** How many calls in a row may be Unavailable before an instance is put aside. */
const MAX_FAILURES = 5;

/** What a caller brings about: it says nothing of the instance. */
const CALLERS_OWN: ReadonlySet<Code | undefined> = new Set([Code.Canceled, Code.DeadlineExceeded]);

/**
 * Creates the endpoint of an instance. Nothing is opened before the first call. The
 * instance is put aside at once when it cannot be reached or has frozen, and after five
 * calls in a row that were Unavailable.
 *
 * A process that answers nothing may be frozen, or only busy for a moment. Where another does
 * well, calls without side effects fail at once, to be made there. All else waits a little
 * longer: to cut off an order tells its caller less than a late answer.
 */
export function createEndpoint(instance: Instance, options: EndpointOptions): Endpoint {
  let transport: InstanceTransport | undefined;
  let inFlight = 0;
  let changing = 0;
  let failures = 0;
  let retired = false;
  let hasAnswered = false;
  // Callers that give up sooner than the watchdog must not keep it from its verdict.
  let unheard = false;
  const ping = async (signal: AbortSignal) => transport?.ping?.(signal);
  const ejection = createEjection(ping);
  const watchdog = createWatchdog({
    busy: () => inFlight > 0 || unheard,
    ping: (signal) =>
      ping(signal).finally(() => {
        unheard = false;
      }),
    onFrozen() {
      ejection.eject();
      if (changing === 0 && !options.alone()) cutOff();
    },
    onDead: cutOff,
  });

  /** Its calls fail with Unavailable, and may be made elsewhere. */
  function cutOff() {
    unheard = false;
    transport?.close?.();
  }

  function close() {
    ejection[Symbol.dispose]();
    watchdog[Symbol.dispose]();
    transport?.close?.();
  }

  return {
    instance,
    get inFlight() {
      return inFlight;
    },
    get ejectedMs() {
      return ejection.sinceMs;
    },
    get hasAnswered() {
      return hasAnswered;
    },
    begin(changes = false) {
      if (inFlight === 0 && !unheard) watchdog.heard();
      inFlight += 1;
      if (changes) changing += 1;
      watchdog.watch();
      transport ??= options.open(instance);
      return transport;
    },
    end(error, changes = false) {
      inFlight -= 1;
      if (changes) changing -= 1;
      if (error?.cause instanceof UnreachedError) {
        options.reconfirm(instance);
        ejection.eject();
      } else if (error?.code === Code.Unavailable) {
        failures += 1;
        if (failures >= MAX_FAILURES) ejection.eject();
      } else if (CALLERS_OWN.has(error?.code)) {
        unheard = true;
      } else {
        unheard = false;
        failures = 0;
        watchdog.heard();
        ejection.recovered();
        if (error === undefined && !hasAnswered) {
          hasAnswered = true;
          options.confirm(instance);
        }
      }
      if (retired && inFlight === 0) close();
    },
    retire() {
      retired = true;
      if (inFlight === 0) close();
    },
    [Symbol.dispose]() {
      // Calls in flight fail by this, and what their ends begin is to end as well.
      retired = true;
      close();
    },
  };
}
