import { isIP } from "node:net";
import { createDnsSd, isLoopback, type Service } from "@hipstershop/dns-sd";
import { isServiceName } from "../check-instance.ts";
import { createTableRegistry } from "../create-table-registry.ts";
import { registryEvents } from "../events/registry-events.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Instance, Registry } from "../registry.ts";
import type { OpenOptions } from "../registry-kind.ts";
import { splitAddress } from "../split-address.ts";
import { createSigner } from "./signer.ts";
import { toEvent } from "./to-event.ts";
import { toInstance } from "./to-instance.ts";
import { toService } from "./to-service.ts";

export interface MdnsOptions extends Pick<OpenOptions, "shopName" | "log"> {
  /**
   * Where servers listen, which decides the interfaces: by default 127.0.0.1, so that nothing
   * leaves this machine and nothing from outside is believed.
   */
  readonly host?: string | undefined;
  /** Signs announcements; only those that are signed with the same secret are believed. */
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
  const { shopName, log, host = "127.0.0.1", secret, port } = options;
  if (host !== "localhost" && isIP(host) === 0) {
    throw new RangeError(`With mDNS, HOST must be an IP address or "localhost", not "${host}"`);
  }
  const table = createInstanceTable(
    async (service) => {
      if (isServiceName(service)) await dnsSd.browse(service);
    },
    { registry: "mdns" },
  );

  /** Returns the instance with our SHOP that a service is. */
  function ours(service: Service): Instance | undefined {
    const found = toInstance(service);
    return found?.shopName === shopName ? found.instance : undefined;
  }

  const dnsSd = await createDnsSd({
    type: TYPE,
    host,
    port,
    signer: secret === undefined ? undefined : createSigner(secret),
    tap: {
      get hasSubscribers() {
        return registryEvents.wantsMessages;
      },
      publish(packet) {
        const event = toEvent(packet, { shopName, find: table.find });
        if (event !== undefined) registryEvents.publishMessage(() => event);
      },
    },
    onRename: (taken, name) => {
      registryEvents.publish(() => ({
        type: "conflict",
        registry: "mdns",
        reason: `${taken} is taken: it is ${name} now`,
      }));
    },
    warn: (message) => log.warn(`Registry [mdns] ${message}`),
    subtypeOf: (service) => ours(service)?.service,
    sink: {
      put(service) {
        const instance = ours(service);
        if (instance !== undefined) table.put(instance);
      },
      remove(service, loss) {
        const instance = ours(service);
        if (instance !== undefined) table.remove(instance.service, instance.id, loss);
      },
    },
  });

  if (secret === undefined && !isLoopback(host)) {
    log.warn(
      "Registry [mdns] believes everyone on this network: whoever announces a paymentservice is sent card numbers. To believe no others, give all processes the same REGISTRY_SECRET",
    );
  }

  const registry = createTableRegistry({
    name: "mdns",
    table,
    async announce(instance, signal) {
      if (isIP(splitAddress(instance.address).host) === 0) {
        throw new RangeError(`mDNS announces an IP address, not "${instance.address}"`);
      }
      const advertisement = await dnsSd.advertise(toService(instance, { shopName, host }), signal);
      return {
        get instance() {
          return { ...instance, id: advertisement.name };
        },
        [Symbol.asyncDispose]: () => advertisement[Symbol.asyncDispose](),
      };
    },
    close: () => dnsSd[Symbol.asyncDispose](),
  });
  return {
    ...registry,
    async listServices(options) {
      options?.signal?.throwIfAborted();
      table.assertOpen();
      await dnsSd.browse();
      return table.listServices(options);
    },
    reconfirm: ({ id }) => dnsSd.reconfirm(id),
    confirm: ({ id }) => dnsSd.confirm(id),
  };
}
