import {
  type DnsRecord,
  type Link,
  type Message,
  type Peer,
  type Question,
  query,
  type Timing,
} from "@hipstershop/dns-sd";
import type { Log } from "../log.ts";
import type { Instance, Registration } from "../registry.ts";
import { rename } from "../rename.ts";
import type { Announcements } from "./announcements.ts";
import { type Answer, answer as answerOf } from "./answer.ts";
import { createAnswering } from "./answering.ts";
import { type Claim, createClaim } from "./claim.ts";
import { conflicts } from "./conflicts.ts";
import { idOf } from "./dns-names.ts";
import { packAnswers } from "./pack.ts";

/** Announces this process's instances, and answers whoever asks for them. */
export interface Responder extends AsyncDisposable {
  /** Resolves once the instance is announced; rejects when it is withdrawn before that. */
  add(instance: Instance, signal?: AbortSignal): Promise<Registration>;
  /** Takes in a message from the network. */
  hear(message: Message, from: Peer, link: Link): void;
  /** Announces everything anew: the network is another one now. */
  restart(): void;
}

export interface ResponderOptions {
  readonly timing: Timing;
  readonly port: number;
  readonly links: () => readonly Link[];
  readonly announcements: Announcements;
  readonly send: (message: Message, link: Link, to?: Peer) => Promise<void>;
  readonly log: Log;
}

/** Opens a responder that has nothing to announce yet. Disposing it says goodbye for all it has. */
export function createResponder(options: ResponderOptions): Responder {
  const { timing, port, links, announcements, send, log } = options;
  const claims = new Map<string, Claim>();
  const answering = createAnswering({ timing, port, send, answer });

  function answer(link: Link, questions: readonly Question[], known: readonly DnsRecord[]) {
    const answers = new Map<string, Answer>();
    for (const { instance, isAnnounced } of claims.values()) {
      const given = isAnnounced && answerOf(announcements.is(instance, link), questions, known);
      if (given) answers.set(instance.id, given);
    }
    return answers;
  }

  function probe(instance: Instance): void {
    for (const link of links()) {
      const { srv, txt, address } = announcements.is(instance, link);
      const questions = [srv.name, address.name].map((name) => ({ name, type: "ANY" }) as const);
      send(query({ questions, authorities: [srv, txt, address] }), link);
    }
  }

  async function tell(instances: readonly Instance[], says: "is" | "goes"): Promise<void> {
    const sent = links().flatMap((link) => {
      const answers = instances.map((instance) => ({
        answers: Object.values(announcements[says](instance, link)),
        additionals: [],
      }));
      return packAnswers(answers).map((message) => send(message, link));
    });
    await Promise.all(sent);
  }

  /** Whether a probe is one of our own: for a name of ours, with what we say of it. */
  function isOurs(authorities: readonly DnsRecord[], link: Link): boolean {
    return authorities.some((record) => {
      const claim = claims.get(idOf(record.name) ?? "");
      return claim !== undefined && !conflicts(announcements.is(claim.instance, link), authorities);
    });
  }

  async function withdraw(withdrawn: readonly Claim[]): Promise<void> {
    const known = withdrawn.filter(({ isKnown }) => isKnown).map(({ instance }) => instance);
    for (const claim of withdrawn) {
      claim[Symbol.dispose]();
      claims.delete(claim.instance.id);
    }
    await tell(known, "goes");
  }

  return {
    async add(wanted, signal) {
      const claim = createClaim(claims.has(wanted.id) ? rename(wanted) : wanted, {
        timing,
        sendProbe: probe,
        sendAnnouncement: (instance) => tell([instance], "is"),
        onRename(instance, taken) {
          claims.delete(taken);
          claims.set(instance.id, claim);
          log.warn(`Registry [mdns] finds the name ${taken} taken and uses ${instance.id}`);
        },
      });
      claims.set(claim.instance.id, claim);
      const abort = () => withdraw([claim]);
      signal?.addEventListener("abort", abort, { once: true });
      await claim.announced;
      signal?.removeEventListener("abort", abort);
      signal?.throwIfAborted();
      if (claims.get(claim.instance.id) !== claim) throw new Error("The registry is closed");
      return {
        get instance() {
          return claim.instance;
        },
        async [Symbol.asyncDispose]() {
          if (claims.get(claim.instance.id) === claim) await withdraw([claim]);
        },
      };
    },
    hear(message, from, link) {
      for (const claim of [...claims.values()]) {
        claim.hear(message, announcements.is(claim.instance, link));
      }
      // Our own probes come back to us.
      if (message.type === "response" || isOurs(message.authorities, link)) return;
      answering.hear(message, from, link);
    },
    restart() {
      for (const claim of claims.values()) claim.restart();
    },
    async [Symbol.asyncDispose]() {
      answering[Symbol.dispose]();
      await withdraw([...claims.values()]);
    },
  };
}
