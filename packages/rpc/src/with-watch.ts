import { ConnectError } from "@connectrpc/connect";
import type { Invoke } from "./call.ts";
import type { ClientsOptions } from "./clients.ts";
import type { EndpointSet } from "./endpoint-set.ts";

/** Tells the watcher of each call how it goes, and `onEnd` that it has ended. */
export function withWatch(
  invoke: Invoke,
  endpoints: Pick<EndpointSet, "resolution">,
  onEnd: ClientsOptions["onEnd"],
): Invoke {
  return async (call) => {
    const watched = call.watcher?.begin(call);
    call.progress.watched = watched;
    try {
      const answer = await invoke(call);
      onEnd?.(call.service);
      watched?.end(undefined, endpoints.resolution);
      return answer;
    } catch (reason) {
      const error = ConnectError.from(reason);
      onEnd?.(call.service, error);
      watched?.end(error, endpoints.resolution);
      throw reason;
    }
  };
}
