import { query, response } from "../messages/message.ts";
import { announced, toRecords } from "../messages/to-records.ts";
import { announcementOf } from "./announcement-of.ts";
import { createRandom } from "./create-random.ts";
import { createService, names } from "./create-service.ts";
import { writeMessage } from "./write-message.ts";

/** Makes hostile datagrams, the same ones for the same seed. */
export interface Fuzzer {
  next(): Buffer;
}

/**
 * Returns a source of datagrams that are malformed, truncated, oversized or self-referencing,
 * and of well-formed ones that lie: false services, goodbyes, conflicts, endless
 * pointers, text without end. None of them says anything of the services to be spared.
 */
export function createFuzzer(seed: number): Fuzzer {
  const random = createRandom(seed);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const word = () => upTo(2 ** 32).toString(36);

  function service() {
    const subtype = `false-${upTo(2) === 0 ? upTo(100) : word()}`;
    return {
      ...createService(subtype),
      name: `${subtype}-${word()}`,
      port: 1 + upTo(65_535),
    };
  }

  function lie(): Buffer {
    const records = toRecords(names, service(), { ttl: upTo(3) === 0 ? 0 : upTo(4_500) });
    const list = announced(records).filter(() => upTo(4) > 0);
    const message = upTo(2) === 0 ? response({ answers: list }) : response({ additionals: list });
    return Buffer.from(writeMessage(message));
  }

  function pointers(): Buffer {
    const answers = Array.from({ length: 20 }, () => ({
      type: "PTR" as const,
      name: names.type,
      ttl: 120,
      flush: false,
      data: `${word()}.${names.type}`,
    }));
    return Buffer.from(writeMessage(response({ answers })));
  }

  function question(): Buffer {
    const { srv, txt, address } = toRecords(names, service());
    const questions = [{ name: upTo(2) === 0 ? srv.name : names.type, type: "ANY" as const }];
    const truncated = upTo(4) === 0;
    return Buffer.from(
      writeMessage(query({ questions, authorities: [srv, txt, address], truncated })),
    );
  }

  /** Many small strings: none of them long, and each dearer than its bytes. */
  function bloated(): Buffer {
    const keys = Array.from({ length: 40 + upTo(1_200) }, (_, index) => `k${index}`);
    const txt = new Map(keys.map((key) => [key, ""]));
    return Buffer.from(writeMessage(announcementOf({ ...service(), txt })));
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
