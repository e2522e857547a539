import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PlaceOrderRequest } from "@hipstershop/proto/hipstershop/checkout";
import { currentCallContext } from "@hipstershop/rpc";
import type { PortListener } from "@hipstershop/service";
import { pino } from "pino";
import { type AppOptions, createApp } from "../app.ts";
import { assetsFolder } from "../assets-folder.ts";
import { openAssets } from "../http/assets.ts";
import type { Site } from "../site/pages.ts";
import { createServices } from "../site/services.ts";
import { serviceDescriptors } from "../startup/service-descriptors.ts";
import { createFakeShop, type FakeServices, type FakeShop } from "./fake-shop.ts";

/** The frontend on a port of its own, over a fake shop, with one visitor who keeps cookies. */
export interface OpenFrontend extends AsyncDisposable {
  readonly url: string;
  readonly shop: FakeShop;
  /** What the port hands its requests to. */
  readonly listener: PortListener;
  /** What has been logged so far. */
  readonly logged: Record<string, unknown>[];
  /** Begins the drain. */
  readonly drain: () => void;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Opens the frontend. Redirects are answers: they are not followed. */
export async function openFrontend(
  options: {
    readonly services?: FakeServices;
    /** Called with each PlaceOrder. What it throws is thrown at the caller. */
    readonly beforeOrder?: (request: PlaceOrderRequest) => void;
    readonly site?: Partial<Site>;
    readonly sharedSession?: boolean;
    readonly tracing?: AppOptions["tracing"];
  } = {},
): Promise<OpenFrontend> {
  const { services, beforeOrder, site, sharedSession = false, tracing = {} } = options;
  const shop = createFakeShop(services, beforeOrder);
  const assets = openAssets(assetsFolder, { watched: false });
  const draining = new AbortController();
  const logged: Record<string, unknown>[] = [];
  const log = (line: string) => {
    const entry = JSON.parse(line);
    logged.push(entry);
    // Else no test expects an error in the log, so it helps to explain a failure.
    if (entry.level >= 50 && shop.deleted.size === 0) process.stderr.write(line);
  };
  const app = createApp({
    services: createServices(shop.client, { cache: true }),
    serviceCount: serviceDescriptors().size,
    assets,
    site: { base: "", ...site },
    // Each line names the request that it is about, as in a service.
    log: pino({ mixin: () => ({ requestId: currentCallContext()?.requestId }) }, { write: log }),
    sharedSession,
    tracing,
    draining: draining.signal,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const cookies = new Map<string, string>();
  async function request(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie && !headers.has("cookie")) headers.set("cookie", cookie);
    const response = await fetch(`${url}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value) cookies.set(name, value);
      else if (name) cookies.delete(name);
    }
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
  return {
    url,
    shop,
    listener: app,
    logged,
    drain: () => draining.abort(),
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, form, headers = {}) =>
      request(path, { method: "POST", headers, body: new URLSearchParams(form) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      assets[Symbol.dispose]();
    },
  };
}
