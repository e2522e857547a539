import { Code, type ConnectError } from "@connectrpc/connect";
import type { Instance, Registry } from "@hipstershop/registry";
import type { InstanceTransport, OpenConnections, OpenTransport } from "@hipstershop/transport";
import { UnreachedError } from "@hipstershop/transport";
import { createEjection } from "./ejection.ts";
import { createWatchdog } from "./watchdog.ts";

/** One instance as a client sees it: how many calls it has, and whether it fails. */
export interface Endpoint extends Disposable {
  readonly instance: Instance;
  /** Calls that have begun and not ended. */
  readonly inFlight: number;
  /**
   * Since when it is ejected because it failed, or when it last answered while ejected; by
   * `performance.now()`. Undefined while it is not ejected. An ejected endpoint is picked only when
   * there is no other.
   */
  readonly ejectedMs: number | undefined;
  /** Whether it has ever answered a call. */
  readonly hasAnswered: boolean;
  /** The connections to it that are open now; undefined while it needs none. */
  readonly connections: OpenConnections | undefined;
  /**
   * Begins a call and returns the transport to make it on; `changes` says whether the call may
   * have side effects. Each begin needs one end.
   */
  begin(changes?: boolean): InstanceTransport;
  /** Ends a call, with its error if it failed and the same `changes`. */
  end(error?: ConnectError, changes?: boolean): void;
  /** Closes the connections when the calls in flight have ended. Begin no call after this. */
  retire(): void;
}

export interface EndpointOptions {
  readonly open: OpenTransport;
  /** Told when the instance could not be reached, and when it has answered its first call. */
  readonly registry: Pick<Registry, "confirm" | "reconfirm">;
  /** Whether all other instances are ejected, or there are none. */
  readonly alone: () => boolean;
  /** Told each time that it is ejected. */
  readonly onEject?: () => void;
}

/** After so many calls in a row that were Unavailable an instance is ejected. */
const MAX_FAILURES = 5;

/** What a caller causes. These errors say nothing about the instance. */
const CALLERS_OWN: ReadonlySet<Code | undefined> = new Set([Code.Canceled, Code.DeadlineExceeded]);

/**
 * Creates the endpoint of an instance. It opens nothing before the first call. The instance is
 * ejected at once when it cannot be reached or has frozen, and after five calls in a row that were
 * Unavailable.
 *
 * A process that does not answer may be frozen, or only busy for a moment. If all its calls in
 * flight are without side effects and another instance is well, the calls fail at once, and can be
 * made there. Otherwise they wait a little longer: for an order, a late answer tells its caller
 * more than a broken connection.
 */
export function createEndpoint(instance: Instance, options: EndpointOptions): Endpoint {
  let transport: InstanceTransport | undefined;
  let inFlight = 0;
  let changing = 0;
  let failures = 0;
  let retired = false;
  let hasAnswered = false;
  // Callers may give up before the watchdog has decided. It must go on then.
  let unheard = false;
  const ping = async (signal: AbortSignal) => transport?.ping?.(signal);
  const ejection = createEjection({
    ping,
    onEject: options.onEject,
    // A process that ends answers the registry after it has stopped to listen. So it is asked for again.
    onRefused: () => options.registry.reconfirm(instance),
  });
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

  /** Fails the calls in flight with Unavailable: they may be made elsewhere. */
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
    get connections() {
      return transport?.connections?.();
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
        options.registry.reconfirm(instance);
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
          options.registry.confirm?.(instance);
        }
      }
      if (retired && inFlight === 0) close();
    },
    retire() {
      retired = true;
      if (inFlight === 0) close();
    },
    [Symbol.dispose]() {
      // Calls in flight fail now. What the ends of those calls start is closed with the last of them.
      retired = true;
      close();
    },
  };
}
