import { createRegistry } from "@bufbuild/protobuf";
import { createConnectRouter } from "@connectrpc/connect";
import { createUnaryCalls, createUnaryListener } from "@hipstershop/transport";
import type { Logger } from "pino";
import type { Rpc, ServiceDefinition, ServiceParts } from "../definition.ts";
import { BOUNDS } from "../port/bounds.ts";
import { createHostGuard } from "../port/host-guard.ts";
import type { PortListener, PortOptions } from "../port/open-port.ts";
import { withOneHost } from "../port/with-one-host.ts";
import { withMetrics } from "../telemetry/with-metrics.ts";
import { gzip } from "./gzip.ts";
import { createRpcListener } from "./rpc-listener.ts";
import { createStrictListener } from "./strict-listener.ts";
import { withCallContext } from "./with-call-context.ts";
import { withoutFarDeadline } from "./without-far-deadline.ts";

export interface ServerListenerOptions {
  /** What every server offers beside its own RPCs. */
  readonly serverRpcs: readonly Rpc[];
  readonly log: Logger;
  /** Ends the streams of health and reflection, which else have no end. */
  readonly closing: AbortSignal;
  /** Whether plain unary calls of the Connect protocol bypass connect-node. */
  readonly fastPath: boolean;
  /** Returns whether browsers may ask for a host. By default they may ask for any. */
  readonly isOwnHost?: ((host: string) => boolean) | undefined;
  /** Returns the metrics as text. By default the port has none. */
  readonly metrics?: (() => Promise<string | undefined>) | undefined;
}

/** Does a part of the work on a request, and hands it to the next step, or answers it. */
type Step = (next: PortListener) => PortListener;

/**
 * Creates the listener of a service: its RPCs or its pages, health and reflection. A request
 * takes the steps in the order in which they are listed here. An RPC then runs under the
 * service's call policy.
 */
export function createServerListener(
  definition: ServiceDefinition,
  { rpcs, web }: ServiceParts,
  options: ServerListenerOptions,
): Pick<PortOptions, "strict" | "onFault"> & { listener: PortListener } {
  const { serverRpcs, log, closing, fastPath, isOwnHost, metrics } = options;
  const { services, readMaxBytes = BOUNDS.messageBytes } = definition;
  const router = createConnectRouter({
    // Callers from outside may ask for it. Our own services do not.
    acceptCompression: [gzip],
    compressMinBytes: COMPRESS_MIN_BYTES,
    readMaxBytes,
    binaryOptions: READ,
    // An Any in JSON can hold the messages of the services' own files.
    jsonOptions: { registry: createRegistry(...services.map(({ file }) => file)) },
  });
  for (const { service, implementation } of rpcs) router.service(service, implementation);
  for (const { service, implementation } of serverRpcs) {
    router.service(service, implementation, {
      shutdownSignal: closing,
      readMaxBytes: BOUNDS.smallMessageBytes,
      binaryOptions: READ,
    });
  }
  const guardHost = isOwnHost && createHostGuard(isOwnHost, log);

  const onFault = (err: unknown) => log.error({ err }, "cannot answer");
  // Only connect-es decodes messages that may be so long that their values are counted first.
  const isFast = fastPath && readMaxBytes <= BOUNDS.messageValues;
  const calls = createUnaryCalls(isFast ? rpcs : [], {
    compressMinBytes: COMPRESS_MIN_BYTES,
    onFault,
  });
  const unary = createUnaryListener(calls, { readMaxBytes, onFault });
  const steps: (Step | false | undefined)[] = [
    // For RPCs only: the frontend opens the call context of a page itself.
    rpcs.length > 0 && withCallContext,
    withOneHost,
    guardHost && ((next) => guardHost(next, true)),
    metrics && ((next) => withMetrics(next, metrics)),
    withoutFarDeadline,
    (next) => (request, response) => unary(request, response) || next(request, response),
  ];
  const pages = web && guardHost ? guardHost(web, definition.guarded ?? false) : web;
  return {
    listener: steps.reduceRight<PortListener>(
      (next, step) => (step ? step(next) : next),
      createRpcListener(router, { log, web: pages, services, readMaxBytes }),
    ),
    strict: createStrictListener(calls, readMaxBytes),
    onFault,
  };
}

/** To compress a shorter answer costs more than to send it. */
const COMPRESS_MIN_BYTES = 16 * 1024;

/** A field that a service does not know is dropped: kept, its 2 bytes would take 200. */
const READ = { readUnknownFields: false };
