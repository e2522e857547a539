import { createAnnouncements } from "./announce/announcements.ts";
import { createResponder, type Responder } from "./announce/responder.ts";
import { type Browser, type BrowserOptions, createBrowser } from "./browse/browser.ts";
import { accept } from "./links/accept.ts";
import { createTap } from "./links/create-tap.ts";
import { isLoopback, linkAddresses } from "./links/link-addresses.ts";
import { createLinks } from "./links/links.ts";
import { createDnsNames } from "./messages/dns-names.ts";
import type { PacketTap } from "./packet-event.ts";
import type { Signer } from "./signer.ts";
import { LOOPBACK, SHARED } from "./timing.ts";

/** Announces and finds services of one type. Disposing it says goodbye for all it has announced. */
export interface DnsSd
  extends Pick<Responder, "advertise">,
    Pick<Browser, "browse" | "reconfirm" | "confirm">,
    AsyncDisposable {}

export interface DnsSdOptions extends Pick<BrowserOptions, "sink" | "subtypeOf"> {
  /** The type of service (RFC 6763 section 7): "_ipp._tcp". */
  readonly type: string;
  /**
   * Where servers listen, which decides the interfaces to be on: on 127.0.0.1, the default,
   * nothing leaves this machine, and nothing from outside is believed.
   */
  readonly host?: string | undefined;
  /** 5353, unless a test wants a network of its own. */
  readonly port?: number | undefined;
  /** With one, only what is signed is believed. */
  readonly signer?: Signer | undefined;
  /** Told of the packets that pass, believed or not. */
  readonly tap?: PacketTap | undefined;
  /** Told when the name of a service of this process was taken, and which one it has now. */
  readonly onRename?: ((taken: string, name: string) => void) | undefined;
  /** Told what a person should know: "has trouble on 10.0.0.1: ...". */
  readonly warn: (message: string) => void;
}

/**
 * Opens DNS-SD over multicast DNS (RFC 6763, RFC 6762), with one cache and a socket for each
 * interface: a process needs one only. Rejects with the system's error where multicast is
 * impossible, and with a RangeError when the host is no IP address.
 */
export async function createDnsSd(options: DnsSdOptions): Promise<DnsSd> {
  const { type, sink, subtypeOf, host = "127.0.0.1", port = 5353, signer, tap, warn } = options;
  const names = createDnsNames(type);
  const timing = isLoopback(host) ? LOOPBACK : SHARED;
  const browser = createBrowser({
    names,
    timing,
    subtypeOf,
    sink,
    warn,
    send(message) {
      for (const link of links.all()) link.send(message);
    },
  });
  const responder = createResponder({
    timing,
    port,
    links: () => links.all(),
    announcements: createAnnouncements(names, signer),
    onAnnounce: browser.hear,
    onRename(taken, name) {
      warn(`finds the name ${taken} taken and uses ${name}`);
      options.onRename?.(taken, name);
    },
  });
  const links = await createLinks({
    addresses: () => linkAddresses(host),
    port,
    tap: tap && createTap(names, tap),
    warn,
    onMessage(heard, from, link) {
      const message = accept(heard, link, names, signer);
      // Questions are not signed: with a signer, nobody else's may make us drop a service. Nor
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
  return {
    advertise: responder.advertise,
    browse: browser.browse,
    reconfirm: browser.reconfirm,
    confirm: browser.confirm,
    async [Symbol.asyncDispose]() {
      await responder[Symbol.asyncDispose]();
      await links[Symbol.asyncDispose]();
      // Last, because each message that comes before may begin another wait in it.
      browser[Symbol.dispose]();
    },
  };
}
