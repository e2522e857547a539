import { Code, type ConnectError } from "@connectrpc/connect";
import { OtherProtocolError } from "@hipstershop/transport";
import type { Logger } from "pino";
import { createSpells } from "./spells.ts";

/**
 * Returns a function that logs which other services cannot be used: no instance is found or
 * reached, or the instance speaks another protocol, or it fails. The log has a warning with the
 * cause when that begins, and a line when it is over. A page that can do without the answer
 * says nothing of it elsewhere.
 */
export function createCalleeLog(log: Logger): (service: string, error?: ConnectError) => void {
  const spells = createSpells(log);
  return (service, err) => {
    if (err?.code === Code.Canceled) return;
    // Two spells: often a service is first away, and then another program is at its address.
    const [calling, understanding] = [`Calling ${service}`, `Understanding ${service}`];
    if (err?.cause instanceof OtherProtocolError) spells.failed(understanding, { err });
    else if (err && UNUSABLE.has(err.code)) spells.failed(calling, { err });
    else for (const each of [calling, understanding]) spells.worked(each);
  };
}

/** With any other code the service works, and has refused the request. */
const UNUSABLE: ReadonlySet<Code> = new Set([
  Code.Unknown,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Unimplemented,
  Code.Internal,
  Code.Unavailable,
  Code.DataLoss,
]);
