import { createRegistry } from "@bufbuild/protobuf";
import { type ConnectRouter, createConnectRouter } from "@connectrpc/connect";
import { Health as HealthService } from "@hipstershop/proto/grpc/health/v1/health";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";
import { createUnaryListener } from "@hipstershop/transport";
import type { Logger } from "pino";
import type { ServiceDefinition, ServiceParts } from "../definition.ts";
import type { Health } from "../health/health.ts";
import { BOUNDS } from "../port/bounds.ts";
import { createHostGuard, type HostGuard } from "../port/host-guard.ts";
import type { PortListener } from "../port/open-port.ts";
import { withOneHost } from "../port/with-one-host.ts";
import { createReflection } from "../reflection/reflection.ts";
import { createEndlessStreams } from "./endless-streams.ts";
import { gzip } from "./gzip.ts";
import { createRpcListener } from "./rpc-listener.ts";
import { withCallContext } from "./with-call-context.ts";
import { withoutFarDeadline } from "./without-far-deadline.ts";

export interface ServerListenerOptions {
  readonly health: Health;
  readonly log: Logger;
  /** Ends the streams of the server itself, which have no end of their own. */
  readonly closing: AbortSignal;
  /** Whether plain unary calls of the Connect protocol bypass connect-node. */
  readonly fastPath: boolean;
  /** Returns whether a host is one that browsers may ask; absent, each is. */
  readonly isOwnHost?: ((host: string) => boolean) | undefined;
}

/** What is shorter costs more to compress than to send. */
const COMPRESS_MIN_BYTES = 16 * 1024;

/** Creates the listener of a service: its RPCs or its pages, health and reflection. */
export function createServerListener(
  { service, readMaxBytes = BOUNDS.messageBytes }: ServiceDefinition,
  { implementation, web }: ServiceParts,
  options: ServerListenerOptions,
): PortListener {
  const { health, log, closing, fastPath, isOwnHost } = options;
  const router = createConnectRouter({
    // For callers from afar: between our services nothing is compressed.
    acceptCompression: [gzip],
    compressMinBytes: COMPRESS_MIN_BYTES,
    readMaxBytes,
    // What stands in an Any is known if it is of the service's own file.
    ...(service && { jsonOptions: { registry: createRegistry(service.file) } }),
  });
  if (service && implementation) router.service(service, implementation);
  const withinBounds = addServerServices(router, health, closing);
  const forOwnHost: HostGuard = isOwnHost
    ? createHostGuard({ isOwn: isOwnHost, log })
    : (inner) => inner;
  const sound = (inner: PortListener) => withOneHost(forOwnHost(withoutFarDeadline(inner), true));
  const listener = withinBounds(
    createRpcListener(router, { log, web: web && forOwnHost(web, false) }),
  );
  // Pages have ids of their own, for there they are more than the calls that they take.
  if (!service || !implementation) return sound(listener);
  if (!fastPath) return withCallContext(sound(listener));

  const unary = createUnaryListener(service, implementation, {
    readMaxBytes,
    compressMinBytes: COMPRESS_MIN_BYTES,
    onFault: (err) => log.error({ err }, "cannot answer"),
  });
  const either: PortListener = (request, response) => {
    if (!unary(request, response)) listener(request, response);
  };
  return withCallContext(sound(either));
}

/**
 * Adds what every server offers besides its own: health and reflection. Returns what keeps
 * their streams within bounds.
 */
function addServerServices(router: ConnectRouter, health: Health, closing: AbortSignal) {
  const options = { shutdownSignal: closing, readMaxBytes: BOUNDS.smallMessageBytes };
  const own = router.handlers.length;
  const streams = createEndlessStreams(BOUNDS.endlessStreams);
  const { check, watch } = health.implementation;
  router.service(HealthService, { check, watch: streams.hold(watch) }, options);
  const served = [...new Set(router.handlers.map((handler) => handler.service.typeName))];
  const names = [...served, ServerReflection.typeName, ServerReflectionAlpha.typeName];
  const { v1, v1alpha } = createReflection(names);
  const held = { serverReflectionInfo: streams.hold(v1.serverReflectionInfo) };
  router.service(ServerReflection, held, options);
  const heldAlpha = { serverReflectionInfo: streams.hold(v1alpha.serverReflectionInfo) };
  router.service(ServerReflectionAlpha, heldAlpha, options);
  const paths = router.handlers
    .slice(own)
    .filter(({ method }) => method.methodKind !== "unary")
    .map(({ requestPath }) => requestPath);
  return (listener: PortListener) => streams.guard(listener, new Set(paths));
}
