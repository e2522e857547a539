import { Code, ConnectError } from "@connectrpc/connect";
import { type Copy, CopyState, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import type { Registry } from "@hipstershop/registry";
import { defineService, startService } from "@hipstershop/service";

/** A dev runner of no processes: it has copies of a service by their pids. */
export interface FakeDevRunner extends AsyncDisposable {
  /** What it was asked for: "killCopy 4711". */
  readonly asked: readonly string[];
}

/** Starts one. Its copies are those of `pids`, of which negative ones are frozen, of "adservice" by default. */
export async function startDevRunner(
  registry: Registry,
  pids: readonly number[],
  service = "adservice",
): Promise<FakeDevRunner> {
  const asked: string[] = [];
  const copies = pids.map((pid) => ({
    service,
    pid: Math.abs(pid),
    state: pid < 0 ? CopyState.FROZEN : CopyState.RUNNING,
  }));
  const act =
    (rpc: string) =>
    ({ pid }: { readonly pid: number }) => {
      if (!copies.some((copy) => copy.pid === pid)) throw new ConnectError("no", Code.NotFound);
      asked.push(`${rpc} ${pid}`);
      return {};
    };
  const definition = defineService({
    service: DevRunnerService,
    create: () => ({
      listCopies: () => ({ copies, services: ["adservice", "loadgenerator"] }),
      addCopy(request) {
        asked.push(`addCopy ${request.service}`);
        return { copy: copies[0] as Copy };
      },
      restartCopy: act("restartCopy"),
      stopCopy: act("stopCopy"),
      killCopy: act("killCopy"),
      freezeCopy: act("freezeCopy"),
      thawCopy: act("thawCopy"),
    }),
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent", OTEL_SDK_DISABLED: "true" };
  const running = await startService({ ...definition, name: "devrunner" }, { env, registry });
  return { asked, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
