import { isIP } from "node:net";
import { afterReading, isLoopback, LOOPBACK, linkAddresses, SHARED } from "@hipstershop/dns-sd";
import { checkInstance, isServiceName } from "../check-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Log } from "../log.ts";
import type { Registry } from "../registry.ts";
import { splitAddress } from "../split-address.ts";
import { createAnnouncements } from "./announcements.ts";
import { believe } from "./believe.ts";
import { createBrowser } from "./browser.ts";
import { createLinks } from "./links.ts";
import { createResponder } from "./responder.ts";
import { createSigner } from "./signature.ts";

export interface MdnsOptions {
  /** Keeps shops on one network apart. */
  readonly shop: string;
  readonly log: Log;
  /**
   * Where servers listen, which decides the interfaces to be on: 127.0.0.1 by default, so
   * that nothing leaves this machine and nothing from outside is believed.
   */
  readonly host?: string | undefined;
  /** Marks announcements; only those that bear a mark made with the same one are believed. */
  readonly secret?: string | undefined;
  /** 5353, unless a test wants a network of its own. */
  readonly port?: number;
}

/** No more often is it said that there are too many instances. */
const CROWDED_MS = 60_000;

/** A look-up of all services waits this long for the answers of all of them. */
const LIST_MS = 250;

/**
 * Opens a registry on multicast DNS (RFC 6762, RFC 6763): every process announces itself and
 * hears the others. It holds one cache and a socket for each interface, so a process needs
 * one only. Rejects with the system's error where multicast is impossible, and with a
 * RangeError when the host is no IP address.
 */
export async function createMdnsRegistry(options: MdnsOptions): Promise<Registry> {
  const { shop, log, host = "127.0.0.1", secret, port = 5353 } = options;
  const timing = isLoopback(host) ? LOOPBACK : SHARED;
  const signer = secret === undefined ? undefined : createSigner(secret);
  const table = createInstanceTable({ complete: false });
  let closed: Promise<void> | undefined;
  let listed: Promise<void> | undefined;

  let crowdedMs = Number.NEGATIVE_INFINITY;

  function onCrowded(): void {
    const nowMs = performance.now();
    if (nowMs - crowdedMs < CROWDED_MS) return;
    crowdedMs = nowMs;
    log.warn("Registry [mdns] hears of too many instances: those that have answered a call stay");
  }

  const browser = createBrowser({
    table,
    shop,
    timing,
    onCrowded,
    send(message) {
      for (const link of links.all()) link.send(message);
    },
  });
  const responder = createResponder({
    timing,
    port,
    links: () => links.all(),
    announcements: createAnnouncements({ shop, host, signer }),
    send(message, link, to) {
      // Known here at once, whatever becomes of the datagram.
      if (message.type === "response" && to === undefined) browser.hear(message);
      return link.send(message, to);
    },
    log,
  });
  const links = await createLinks({
    addresses: () => linkAddresses(host),
    port,
    log,
    onMessage(heard, from, link) {
      const message = believe(heard, link, signer);
      // Questions bear no mark: with a secret, nobody else's may make us drop an instance. Nor
      // may any that is answered to the asker alone (RFC 6762 section 6.7).
      const isEvidence = signer === undefined && from.port === port;
      if (message.type === "response" || isEvidence) browser.hear(message);
      responder.hear(message, from, link);
    },
    onReturn() {
      responder.restart();
      browser.restart();
    },
  });

  if (signer === undefined && !isLoopback(host)) {
    log.warn(
      "Registry [mdns] believes everyone on this network: whoever announces a paymentservice is sent card numbers. To believe no others, give all processes the same REGISTRY_SECRET",
    );
  }

  function ask(service: string): void {
    if (closed) return;
    if (isServiceName(service)) browser.ask(service);
    else table.settle(service);
  }

  async function list(): Promise<void> {
    browser.ask();
    await new Promise<void>((resolve) => afterReading(LIST_MS, resolve));
  }

  async function dispose(): Promise<void> {
    table.close();
    await responder[Symbol.asyncDispose]();
    await links[Symbol.asyncDispose]();
    // Last: whatever it hears may begin another wait.
    browser[Symbol.dispose]();
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
      return responder.add(instance, signal);
    },
    getService(service, options) {
      ask(service);
      return table.first(service, options);
    },
    async listServices({ signal } = {}) {
      signal?.throwIfAborted();
      if (!closed) listed ??= list();
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
    confirm: (instance) => browser.confirm(instance),
    async [Symbol.asyncDispose]() {
      closed ??= dispose();
      await closed;
    },
  };
}
