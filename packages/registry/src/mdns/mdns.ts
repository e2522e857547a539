import { isIP } from "node:net";
import { createDnsSd, isLoopback, type Service } from "@hipstershop/dns-sd";
import { checkInstance, isServiceName } from "../check-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Log } from "../log.ts";
import type { Instance, Registry } from "../registry.ts";
import { splitAddress } from "../split-address.ts";
import { createSigner } from "./signer.ts";
import { toInstance } from "./to-instance.ts";
import { toService } from "./to-service.ts";

export interface MdnsOptions {
  /** Keeps shops on one network apart. */
  readonly shop: string;
  readonly log: Log;
  /**
   * Where servers listen, which decides the interfaces to be on: 127.0.0.1 by default, so
   * that nothing leaves this machine and nothing from outside is believed.
   */
  readonly host?: string | undefined;
  /** Signs announcements; only those that are signed with the same one are believed. */
  readonly secret?: string | undefined;
  /** 5353, unless a test wants a network of its own. */
  readonly port?: number;
}

/** One type for all services, because a type has 15 letters at most (RFC 6335). */
const TYPE = "_hipstershop._tcp";

/**
 * Opens a registry on DNS-SD over multicast DNS: every process announces itself and hears the
 * others. A process needs one only. Rejects with the system's error where multicast is
 * impossible, and with a RangeError when the host is no IP address.
 */
export async function createMdnsRegistry(options: MdnsOptions): Promise<Registry> {
  const { shop, log, host = "127.0.0.1", secret, port } = options;
  if (host !== "localhost" && isIP(host) === 0) {
    throw new RangeError(`With mDNS, HOST must be an IP address or "localhost", not "${host}"`);
  }
  const table = createInstanceTable({ complete: false });
  const asked = new Set<string>();
  let closed: Promise<void> | undefined;

  /** Returns the instance of this shop that a service is. */
  function ours(service: Service): Instance | undefined {
    const found = toInstance(service);
    return found?.shop === shop ? found.instance : undefined;
  }

  const dnsSd = await createDnsSd({
    type: TYPE,
    host,
    port,
    signer: secret === undefined ? undefined : createSigner(secret),
    warn: (message) => log.warn(`Registry [mdns] ${message}`),
    subtypeOf: (service) => ours(service)?.service,
    sink: {
      put(service) {
        const instance = ours(service);
        if (instance !== undefined) table.put(instance);
      },
      remove(service) {
        const instance = ours(service);
        if (instance !== undefined) table.remove(instance.service, instance.id);
      },
    },
  });

  if (secret === undefined && !isLoopback(host)) {
    log.warn(
      "Registry [mdns] believes everyone on this network: whoever announces a paymentservice is sent card numbers. To believe no others, give all processes the same REGISTRY_SECRET",
    );
  }

  /** Begins to look for a service, once. One that nobody answers for is known to be empty. */
  function ask(service: string): void {
    if (closed || asked.has(service)) return;
    asked.add(service);
    if (isServiceName(service)) dnsSd.browse(service).then(() => table.settle(service));
    else table.settle(service);
  }

  async function dispose(): Promise<void> {
    table.close();
    await dnsSd[Symbol.asyncDispose]();
  }

  return {
    name: "mdns",
    async register(instance, { signal } = {}) {
      signal?.throwIfAborted();
      if (closed) throw new Error("The registry is closed");
      checkInstance(instance);
      if (isIP(splitAddress(instance.address).host) === 0) {
        throw new RangeError(`mDNS announces an IP address, not "${instance.address}"`);
      }
      const advertisement = await dnsSd.advertise(toService(instance, { shop, host }), signal);
      return {
        get instance() {
          return { ...instance, id: advertisement.name };
        },
        [Symbol.asyncDispose]: () => advertisement[Symbol.asyncDispose](),
      };
    },
    getService(service, options) {
      ask(service);
      return table.first(service, options);
    },
    async listServices({ signal } = {}) {
      signal?.throwIfAborted();
      if (!closed) await dnsSd.browse();
      signal?.throwIfAborted();
      return table.services();
    },
    watch: (service, options) => ({
      [Symbol.asyncIterator]() {
        ask(service);
        return table.watch(service, options)[Symbol.asyncIterator]();
      },
    }),
    reconfirm: ({ id }) => dnsSd.reconfirm(id),
    confirm: ({ id }) => dnsSd.confirm(id),
    async [Symbol.asyncDispose]() {
      closed ??= dispose();
      await closed;
    },
  };
}
