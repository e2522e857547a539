import { type ConnectRouter, createConnectRouter } from "@connectrpc/connect";
import { Health as HealthService } from "@hipstershop/proto/grpc/health/v1/health";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";
import { createUnaryListener } from "@hipstershop/rpc";
import type { Logger } from "pino";
import type { ServiceDefinition, ServiceParts } from "./definition.ts";
import type { Health } from "./health.ts";
import { createHostGuard, type HostGuard } from "./host-guard.ts";
import type { PortListener } from "./open-port.ts";
import { createReflection } from "./reflection.ts";
import { createRpcListener } from "./rpc-listener.ts";
import { withCallContext } from "./with-call-context.ts";
import { withOneHost } from "./with-one-host.ts";
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

/** Longer messages are refused with RESOURCE_EXHAUSTED: 4 MiB, as gRPC servers do. */
const READ_MAX_BYTES = 4 * 1024 * 1024;

/** Creates the listener of a service: its RPCs or its pages, health and reflection. */
export function createServerListener(
  { service }: ServiceDefinition,
  { implementation, web }: ServiceParts,
  options: ServerListenerOptions,
): PortListener {
  const { health, log, closing, fastPath, isOwnHost } = options;
  // Compressing what stays on a machine or in a cluster costs more than sending it.
  const router = createConnectRouter({ acceptCompression: [], readMaxBytes: READ_MAX_BYTES });
  if (service && implementation) router.service(service, implementation);
  addServerServices(router, health, closing);
  const forOwnHost: HostGuard = isOwnHost
    ? createHostGuard({ isOwn: isOwnHost, log })
    : (inner) => inner;
  const sound = (inner: PortListener) => withOneHost(forOwnHost(withoutFarDeadline(inner), true));
  const listener = createRpcListener(router, { log, web: web && forOwnHost(web, false) });
  // Pages have ids of their own, for there they are more than the calls that they take.
  if (!service || !implementation) return sound(listener);
  if (!fastPath) return withCallContext(sound(listener));

  const unary = createUnaryListener(service, implementation, {
    readMaxBytes: READ_MAX_BYTES,
    onFault: (err) => log.error({ err }, "cannot answer"),
  });
  const either: PortListener = (request, response) => {
    if (!unary(request, response)) listener(request, response);
  };
  return withCallContext(sound(either));
}

/** What every server offers besides its own: health and reflection. */
function addServerServices(router: ConnectRouter, health: Health, closing: AbortSignal): void {
  const options = { shutdownSignal: closing };
  router.service(HealthService, health.implementation, options);
  const served = [...new Set(router.handlers.map((handler) => handler.service.typeName))];
  const names = [...served, ServerReflection.typeName, ServerReflectionAlpha.typeName];
  const reflection = createReflection(names);
  router.service(ServerReflection, reflection.v1, options);
  router.service(ServerReflectionAlpha, reflection.v1alpha, options);
}
