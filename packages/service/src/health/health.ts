import { EventEmitter, once } from "node:events";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import {
  type Health as HealthService,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { excerpt } from "../text/excerpt.ts";

/** The state of a service in the words of the gRPC health protocol. */
export interface Health {
  /** Answers Check and Watch. */
  readonly implementation: ServiceImpl<typeof HealthService>;
  /** Sets whether the service is ready: it has started, and does not drain. */
  setReady(ready: boolean): void;
  /** Makes the server not ready until it is disposed. */
  failReadiness(): Disposable;
  /** Sets whether the service, with its store, can do its work. */
  setServing(serving: boolean): void;
}

/**
 * Creates the health of one server, which is not ready yet. The empty name, which readiness
 * asks for, is SERVING while it is ready. Each of `typeNames` is SERVING while it is ready and can
 * do its work. `liveness` is SERVING as long as the process answers. Other names are NOT_FOUND to
 * Check and SERVICE_UNKNOWN to Watch (gRPC health checking protocol).
 */
export function createHealth(typeNames: readonly string[]): Health {
  let started = false;
  let failing = false;
  let serving = true;
  const changes = new EventEmitter().setMaxListeners(0);

  const change = () => void changes.emit("change");
  const statusOf = (name: string): Status => {
    const ready = started && !failing;
    if (name === "") return ready ? Status.SERVING : Status.NOT_SERVING;
    if (name === "liveness") return Status.SERVING;
    if (!typeNames.includes(name)) return Status.SERVICE_UNKNOWN;
    return ready && serving ? Status.SERVING : Status.NOT_SERVING;
  };
  return {
    implementation: {
      check({ service }) {
        const status = statusOf(service);
        if (status === Status.SERVICE_UNKNOWN) {
          throw new ConnectError(`unknown service "${excerpt(service)}"`, Code.NotFound);
        }
        return { status };
      },
      async *watch({ service }, { signal }) {
        let last: Status | undefined;
        for (;;) {
          const status = statusOf(service);
          if (status !== last) yield { status };
          else {
            await once(changes, "change", { signal }).catch(() => {
              throw ConnectError.from(signal.reason, Code.Canceled);
            });
          }
          last = status;
        }
      },
    },
    setReady(value) {
      started = value;
      change();
    },
    failReadiness() {
      failing = true;
      change();
      return {
        [Symbol.dispose]() {
          failing = false;
          change();
        },
      };
    },
    setServing(value) {
      serving = value;
      change();
    },
  };
}
