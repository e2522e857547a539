import { query, response } from "@hipstershop/dns-sd";
import { createRandom, writeMessage } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../../contract/create-instance.ts";
import type { Instance } from "../../registry.ts";
import { SERVICE_TYPE } from "../dns-names.ts";
import { toRecords } from "../to-records.ts";
import { announcementOf, listOf } from "./announcement-of.ts";

/** Makes hostile datagrams, the same ones for the same seed. */
export interface Fuzzer {
  next(): Buffer;
}

/**
 * Returns a source of datagrams that are malformed, truncated, oversized or self-referencing,
 * and of well-formed ones that lie: false instances of a shop, goodbyes, conflicts, endless
 * pointers, text without end. None of them says anything of the instances to be spared.
 */
export function createFuzzer(seed: number, shop: string): Fuzzer {
  const random = createRandom(seed);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const word = () => upTo(2 ** 32).toString(36);

  function instance(): Instance {
    const service = `false-${upTo(2) === 0 ? upTo(100) : word()}`;
    return {
      ...createInstance(service),
      id: `${service}-${word()}`,
      address: `127.0.0.1:${1 + upTo(65_535)}`,
    };
  }

  function lie(): Buffer {
    const records = toRecords(instance(), { shop, ttl: upTo(3) === 0 ? 0 : upTo(4_500) });
    const list = listOf(records).filter(() => upTo(4) > 0);
    const message = upTo(2) === 0 ? response({ answers: list }) : response({ additionals: list });
    return Buffer.from(writeMessage(message));
  }

  function pointers(): Buffer {
    const answers = Array.from({ length: 20 }, () => ({
      type: "PTR" as const,
      name: SERVICE_TYPE,
      ttl: 120,
      flush: false,
      data: `${word()}.${SERVICE_TYPE}`,
    }));
    return Buffer.from(writeMessage(response({ answers })));
  }

  function question(): Buffer {
    const { srv, txt, address } = toRecords(instance(), { shop });
    const questions = [{ name: upTo(2) === 0 ? srv.name : SERVICE_TYPE, type: "ANY" as const }];
    const truncated = upTo(4) === 0;
    return Buffer.from(
      writeMessage(query({ questions, authorities: [srv, txt, address], truncated })),
    );
  }

  /** Many small strings: none of them long, and each dearer than its bytes. */
  function bloated(): Buffer {
    const keys = Array.from({ length: 40 + upTo(1_200) }, (_, index) => `k${index}`);
    const metadata = Object.fromEntries(keys.map((key) => [key, ""]));
    return Buffer.from(writeMessage(announcementOf({ ...instance(), metadata }, shop)));
  }

  function noise(): Buffer {
    return Buffer.from(Array.from({ length: upTo(200) }, () => upTo(256)));
  }

  function damaged(): Buffer {
    const bytes = [lie, pointers, question][upTo(3)]?.() ?? noise();
    for (let count = 1 + upTo(8); count > 0; count--) bytes[upTo(bytes.length)] = upTo(256);
    return bytes;
  }

  /** Every two bytes may be a pointer to themselves or to one another. */
  function looping(): Buffer {
    const bytes = damaged();
    for (let at = 12; at + 1 < bytes.length; at += 1 + upTo(40)) {
      bytes.writeUInt16BE(0xc000 | (upTo(2) === 0 ? at : upTo(bytes.length)), at);
    }
    return bytes;
  }

  function truncated(): Buffer {
    const bytes = lie();
    return bytes.subarray(0, upTo(bytes.length));
  }

  function oversized(): Buffer {
    // Seldom: each takes a hundred times as long as another.
    if (upTo(20) === 0) return bloated();
    return Buffer.concat([lie(), Buffer.alloc(upTo(20_000), upTo(256))]);
  }

  const kinds = [
    lie,
    lie,
    pointers,
    question,
    noise,
    damaged,
    damaged,
    looping,
    truncated,
    oversized,
  ];
  return { next: () => kinds[upTo(kinds.length)]?.() ?? noise() };
}
