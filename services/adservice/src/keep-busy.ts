import { Worker } from "node:worker_threads";

/** Keeps a processor busy until it is disposed, beside the work of the service. */
export function keepBusy(): AsyncDisposable {
  const worker = new Worker("for (;;);", { eval: true });
  worker.unref();
  return {
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
