import type { Link, Peer } from "../links/link.ts";
import { type DnsRecord, isSameName } from "../messages/dns-record.ts";
import { type Message, query } from "../messages/message.ts";
import { packAnswers } from "../messages/pack.ts";
import { announced } from "../messages/to-records.ts";
import type { LocalService } from "../service.ts";
import type { Says } from "../signer.ts";
import type { Timing } from "../timing.ts";
import type { Announcements } from "./announcements.ts";
import { createAnswering } from "./answering.ts";
import { type Claim, createClaim } from "./claim.ts";
import { isConflict } from "./conflict.ts";
import { rename } from "./rename.ts";

/** Announces this process's services, and answers whoever asks for them. */
export interface Responder extends AsyncDisposable {
  /**
   * Announces a service until the advertisement is disposed. Resolves once others can find it;
   * rejects with the signal's reason, and with an Error when it is closed before.
   */
  advertise(service: LocalService, signal?: AbortSignal): Promise<Advertisement>;
  /** Takes in a message from the network. */
  hear(message: Message, from: Peer, link: Link): void;
  /** Announces everything anew: the network is another one now. */
  restart(): void;
}

/** A service that is announced. Disposing it says goodbye. */
export interface Advertisement extends AsyncDisposable {
  /** The name that the service has now: another one after a conflict. */
  readonly name: string;
}

export interface ResponderOptions {
  readonly timing: Timing;
  readonly port: number;
  readonly links: () => readonly Link[];
  readonly announcements: Announcements;
  /** Told what is announced, whatever becomes of the datagram. */
  readonly onAnnounce: (message: Message) => void;
  /** Told when another responder had the name of a service. */
  readonly onRename: (taken: string, name: string) => void;
}

/** Opens a responder that has nothing to announce yet. Disposing it says goodbye for all it has. */
export function createResponder(options: ResponderOptions): Responder {
  const { timing, port, links, announcements, onAnnounce, onRename } = options;
  const claims = new Set<Claim>();
  const answering = createAnswering({
    timing,
    port,
    records(link) {
      const used = [...claims].filter(({ isAnnounced }) => isAnnounced);
      return used.map(({ service }) => announcements(service, link));
    },
  });

  function probe(service: LocalService): void {
    for (const link of links()) {
      const { srv, txt, address } = announcements(service, link);
      const questions = [srv.name, address.name].map((name) => ({ name, type: "ANY" }) as const);
      link.send(query({ questions, authorities: [srv, txt, address] }));
    }
  }

  async function tell(services: readonly LocalService[], says: Says): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const link of links()) {
      const answers = services.map((service) => ({
        answers: announced(announcements(service, link, says)),
      }));
      for (const message of packAnswers(answers)) {
        onAnnounce(message);
        sent.push(link.send(message));
      }
    }
    await Promise.all(sent);
  }

  /** Whether a probe is one of our own: for a name of ours, with what we say of it. */
  function isOurs(authorities: readonly DnsRecord[], link: Link): boolean {
    return claims.values().some(({ service }) => {
      const ours = announcements(service, link);
      const isForOurs = authorities.some(({ name }) => isSameName(name, ours.srv.name));
      return isForOurs && !isConflict(ours, authorities);
    });
  }

  async function withdraw(withdrawn: readonly Claim[]): Promise<void> {
    const known = withdrawn.filter(({ isKnown }) => isKnown).map(({ service }) => service);
    for (const claim of withdrawn) {
      claim[Symbol.dispose]();
      claims.delete(claim);
    }
    await tell(known, "goodbye");
  }

  return {
    async advertise(wanted, signal) {
      const isTaken = claims.values().some(({ service }) => service.name === wanted.name);
      const claim = createClaim(isTaken ? { ...wanted, name: rename(wanted.name) } : wanted, {
        timing,
        sendProbe: probe,
        sendAnnouncement: (service) => tell([service], "announcement"),
        onRename,
      });
      claims.add(claim);
      const abort = () => withdraw([claim]);
      signal?.addEventListener("abort", abort, { once: true });
      await claim.announced;
      signal?.removeEventListener("abort", abort);
      signal?.throwIfAborted();
      if (!claims.has(claim)) throw new Error("It was closed before the service was announced");
      return {
        get name() {
          return claim.service.name;
        },
        async [Symbol.asyncDispose]() {
          if (claims.has(claim)) await withdraw([claim]);
        },
      };
    },
    hear(message, from, link) {
      for (const claim of claims) {
        claim.hear(message, announcements(claim.service, link));
      }
      // Our own probes come back to us.
      if (message.type === "response" || isOurs(message.authorities, link)) return;
      answering.hear(message, from, link);
    },
    restart() {
      for (const claim of claims) claim.restart();
    },
    async [Symbol.asyncDispose]() {
      answering[Symbol.dispose]();
      await withdraw([...claims]);
    },
  };
}
