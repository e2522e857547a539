import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Registry } from "@hipstershop/registry";
import { type Run, runScript } from "./run-script.ts";
import { openMdnsRegistry } from "./shop.ts";

/** Services that "npm run dev" runs, which people start and end from the map. */
export interface DevShop extends AsyncDisposable {
  /** The value of SHOP that keeps it apart. */
  readonly name: string;
  readonly registry: Registry;
  readonly run: Run;
  /** Where the observer is: "http://127.0.0.1:4318". */
  readonly observer: string;
  /** Returns the text of a page of the observer. */
  read(path: string): Promise<string>;
  /** Sends a form that stands on a page of the observer. Rejects when it does not lead to another page. */
  submit(page: string, path: string, fields: Readonly<Record<string, string>>): Promise<void>;
}

/** Long, for the machine may be busy. */
const START_MS = 60_000;

/** Starts the observer and these services, and waits until all are found. */
export async function startDevShop(services: readonly string[]): Promise<DevShop> {
  const SHOP = `dev-${randomBytes(4).toString("hex")}`;
  await using opened = new AsyncDisposableStack();
  const registry = opened.use(await openMdnsRegistry(SHOP));
  const args = ["run", "dev", "--", "observer", ...services];
  const run = opened.use(await runScript("npm", args, { SHOP, PORT: "0" }));
  const deadline = AbortSignal.timeout(START_MS);
  for (const service of ["devrunner", ...services, "observer"]) {
    while ((await registry.getService(service)).length === 0) {
      if (deadline.aborted) throw new Error(`${service} does not start: ${run.output()}`);
      await delay(50);
    }
  }
  const [{ address } = { address: "" }] = await registry.getService("observer");
  const observer = `http://${address}`;
  const all = opened.move();
  return {
    name: SHOP,
    registry,
    run,
    observer,
    read: async (path) => (await fetch(observer + path)).text(),
    async submit(page, path, fields) {
      const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
      const body = new URLSearchParams({ token, ...fields });
      const response = await fetch(observer + path, { method: "POST", body, redirect: "manual" });
      if (response.status !== 303) throw new Error(await response.text());
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
