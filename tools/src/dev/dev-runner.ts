import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { CopyState, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import { defineService, type ServiceDefinition } from "@hipstershop/service";
import type { Copy } from "./copy.ts";
import type { Supervisor } from "./supervisor.ts";

/** The registry name of what starts and ends processes in development. */
export const DEV_RUNNER = "devrunner";

/** Offers what a supervisor does as an RPC service. `services` are the names that it may add. */
export function devRunner(
  supervisor: Pick<Supervisor, "add" | "copies">,
  services: readonly string[],
): ServiceDefinition {
  function find(pid: number): Copy {
    const copy = supervisor.copies.find((each) => each.pid === pid);
    if (pid === 0 || !copy) throw new ConnectError(`there is no process ${pid}`, Code.NotFound);
    return copy;
  }

  /** Returns the copy that has this process, or had it before it was killed or restarted. */
  function findEver(pid: number): Copy {
    const { copies } = supervisor;
    const isRunning = copies.some((each) => each.pid === pid);
    return isRunning ? find(pid) : (copies.findLast(({ pids }) => pids.has(pid)) ?? find(pid));
  }

  /** Makes a handler of what is done to a process. */
  function act(run: (copy: Copy) => void, found = find) {
    return ({ pid }: { readonly pid: number }, context: HandlerContext) => {
      refuseBrowsers(context);
      run(found(pid));
      return {};
    };
  }

  const definition = defineService({
    service: DevRunnerService,
    create: () => ({
      listCopies(_, context) {
        refuseBrowsers(context);
        return { copies: supervisor.copies.map(describe), services: [...services] };
      },
      async addCopy({ service, version }, context) {
        refuseBrowsers(context);
        if (!services.includes(service)) {
          throw new ConnectError(`there is no service "${service}"`, Code.NotFound);
        }
        const idle = supervisor.copies.find(
          (each) =>
            each.service === service &&
            (each.version ?? "") === version &&
            !each.wanted &&
            each.pid === undefined,
        );
        await idle?.restart();
        return { copy: describe(idle ?? supervisor.add(service, version || undefined)) };
      },
      restartCopy: act((copy) => void copy.restart()),
      stopCopy: act((copy) => void copy.stop(), findEver),
      killCopy: act((copy) => copy.kill()),
      freezeCopy: act((copy) => {
        if (process.platform === "win32") {
          throw new ConnectError("Windows holds no process", Code.Unimplemented);
        }
        copy.freeze();
      }),
      thawCopy: act((copy) => copy.thaw()),
    }),
  });
  return { ...definition, name: DEV_RUNNER };
}

/** A page of any site could call it, or follow a link to it. The observer and the tools are none. */
function refuseBrowsers({ requestHeader }: HandlerContext): void {
  if (requestHeader.has("origin") || requestHeader.has("sec-fetch-site")) {
    throw new ConnectError("no browser may ask for this", Code.PermissionDenied);
  }
}

function describe({ service, pid = 0, frozen, wanted }: Copy) {
  return { service, pid, state: stateOf(pid, frozen, wanted) };
}

function stateOf(pid: number, frozen: boolean, wanted: boolean): CopyState {
  if (!wanted) return CopyState.STOPPED;
  if (pid === 0) return CopyState.WAITING;
  return frozen ? CopyState.FROZEN : CopyState.RUNNING;
}
