import type { Log } from "../log.ts";
import type { Instance, Registration } from "../registry.ts";
import { rename } from "../rename.ts";
import { type Answer, answer } from "./answer.ts";
import { createAnswering } from "./answering.ts";
import { type Claim, createClaim } from "./claim.ts";
import { withTtl } from "./dns-record.ts";
import type { Link, Peer } from "./link.ts";
import { type Message, query } from "./message.ts";
import { pack } from "./pack.ts";
import type { Timing } from "./timing.ts";
import type { InstanceRecords } from "./to-records.ts";

/** Announces this process's instances, and answers whoever asks for them. */
export interface Responder extends AsyncDisposable {
  /** Resolves once the instance is announced. */
  add(instance: Instance): Promise<Registration>;
  /** Takes in a message from the network. */
  hear(heard: Message, from: Peer, link: Link): void;
  /** Announces everything anew: the network is another one now. */
  restart(): void;
}

export interface ResponderOptions {
  readonly timing: Timing;
  readonly links: () => readonly Link[];
  readonly send: (message: Message, link: Link) => Promise<void>;
  /** The records that announce an instance on a link. */
  readonly records: (instance: Instance, link: Link) => InstanceRecords;
  readonly log: Log;
}

export function createResponder({
  timing,
  links,
  send,
  records,
  log,
}: ResponderOptions): Responder {
  const claims = new Map<string, Claim>();

  async function announce(instances: readonly Instance[], ttl?: number): Promise<void> {
    await Promise.all(
      links().map(async (link) => {
        const all = instances.map((instance): Answer => {
          const { type, subtype, srv, txt, address } = records(instance, link);
          const answers = [type, subtype, srv, txt, address];
          if (ttl === undefined) return { answers, additionals: [] };
          return { answers: answers.map((record) => withTtl(record, ttl)), additionals: [] };
        });
        await Promise.all(pack(all).map((each) => send(each, link)));
      }),
    );
  }

  function probe(instance: Instance): void {
    for (const link of links()) {
      const { srv, txt, address } = records(instance, link);
      const questions = [srv.name, address.name].map((name) => ({ name, type: "ANY" }) as const);
      send(query({ questions, authorities: [srv, txt, address] }), link);
    }
  }

  async function withdraw(withdrawn: readonly Claim[]): Promise<void> {
    const instances = withdrawn.filter((claim) => claim.isAnnounced).map((c) => c.instance);
    for (const claim of withdrawn) {
      claim[Symbol.dispose]();
      claims.delete(claim.instance.id);
    }
    await announce(instances, 0);
  }

  const answering = createAnswering({
    timing,
    send,
    answer(link, questions, known) {
      const answers: Answer[] = [];
      for (const { instance, isAnnounced } of claims.values()) {
        const given = isAnnounced && answer(records(instance, link), questions, known);
        if (given) answers.push(given);
      }
      return answers;
    },
  });

  return {
    async add(wanted) {
      const claim = createClaim(claims.has(wanted.id) ? rename(wanted) : wanted, {
        timing,
        sendProbe: probe,
        sendAnnouncement: (instance) => announce([instance]),
        onRename(instance, taken) {
          claims.delete(taken);
          claims.set(instance.id, claim);
          log.warn(`Registry [mdns] found the name ${taken} taken and uses ${instance.id}`);
        },
      });
      claims.set(claim.instance.id, claim);
      await claim.announced;
      return {
        get instance() {
          return claim.instance;
        },
        async [Symbol.asyncDispose]() {
          if (claims.get(claim.instance.id) === claim) await withdraw([claim]);
        },
      };
    },
    hear(heard, from, link) {
      for (const claim of [...claims.values()]) {
        claim.hear(heard, records(claim.instance, link));
      }
      if (heard.type === "query") answering.hear(heard, from, link);
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
