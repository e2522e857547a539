import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Registry } from "@hipstershop/registry";

/** An instance in a process of its own. */
export interface ProcessInstance extends AsyncDisposable {
  readonly process: ChildProcess;
}

/** Starts a process that serves CurrencyService or CartService, by the id, on a path. */
export async function startProcess(
  registry: Registry,
  path: string,
  id: string,
): Promise<ProcessInstance> {
  const service = id.slice(0, id.lastIndexOf("-"));
  const script = fileURLToPath(new URL("instance-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, path, service], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const address = `127.0.0.1:${port.toString().trim()}`;
  await registry.register({ id, service, address, version: "0.1.0", metadata: {} });
  return {
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
