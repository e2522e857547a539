import { isIP, isIPv4 } from "node:net";
import { setTimeout } from "node:timers/promises";
import { checkInstance, isServiceName } from "../check-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Log } from "../log.ts";
import type { Registry } from "../registry.ts";
import { splitAddress } from "../split-address.ts";
import { createBrowser } from "./browser.ts";
import { createLink, type Link } from "./link.ts";
import { createResponder } from "./responder.ts";
import { LOOPBACK } from "./timing.ts";
import { toRecords } from "./to-records.ts";

export interface MdnsOptions {
  /** Keeps shops on one network apart. */
  readonly shop: string;
  readonly log: Log;
  /** 5353, unless a test wants a network of its own. */
  readonly port?: number;
}

const LOOPBACK_ADDRESS = "127.0.0.1";
/** A look-up of all services waits this long for the answers of all of them. */
const LIST_MS = 250;

/**
 * Opens a registry on multicast DNS (RFC 6762, RFC 6763): every process announces itself and
 * hears the others. It holds one socket and one cache, so a process needs one only. Rejects
 * with the system's error where multicast is impossible.
 */
export async function createMdnsRegistry(options: MdnsOptions): Promise<Registry> {
  const { shop, log, port = 5353 } = options;
  const timing = LOOPBACK;
  const table = createInstanceTable({ complete: false });
  const links: Link[] = [];
  let closed: Promise<void> | undefined;
  let listed: Promise<void> | undefined;

  const browser = createBrowser({
    table,
    shop,
    timing,
    send: (message) => {
      for (const link of links) link.send(message);
    },
  });
  const responder = createResponder({
    timing,
    links: () => links,
    send(message, link) {
      // Known here at once, whatever becomes of the datagram.
      browser.hear(message);
      return link.send(message);
    },
    records: (instance) => toRecords(instance, shop),
    log,
  });
  const link: Link = await createLink({
    address: LOOPBACK_ADDRESS,
    port,
    log,
    onMessage(message, from) {
      if (!isLoopback(from.address)) return;
      browser.hear(message);
      responder.hear(message, from, link);
    },
    onReturn() {
      browser.restart();
      responder.restart();
    },
  });
  links.push(link);

  function ask(service: string): void {
    if (closed) return;
    if (isServiceName(service)) browser.ask(service);
    else table.settle(service);
  }

  async function list(): Promise<void> {
    browser.ask();
    await setTimeout(LIST_MS);
  }

  async function dispose(): Promise<void> {
    table.close();
    browser[Symbol.dispose]();
    await responder[Symbol.asyncDispose]();
    for (const each of links) await each[Symbol.asyncDispose]();
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
      return responder.add(instance);
    },
    async getService(service, options) {
      const known = browser.isAsked(service) ? table.get(service) : undefined;
      if (known !== undefined && options?.signal === undefined && !closed) return known;
      ask(service);
      return table.first(service, options);
    },
    async listServices({ signal } = {}) {
      signal?.throwIfAborted();
      listed ??= list();
      await listed;
      signal?.throwIfAborted();
      return table.services();
    },
    watch: (service, options) => ({
      [Symbol.asyncIterator]() {
        ask(service);
        return table.watch(service, options)[Symbol.asyncIterator]();
      },
    }),
    reconfirm: (instance) => browser.reconfirm(instance),
    async [Symbol.asyncDispose]() {
      closed ??= dispose();
      await closed;
    },
  };
}

function isLoopback(address: string): boolean {
  return isIPv4(address) && address.startsWith("127.");
}
