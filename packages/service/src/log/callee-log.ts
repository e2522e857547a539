import { Code, type ConnectError } from "@connectrpc/connect";
import { OtherProtocolError } from "@hipstershop/transport";
import type { Logger } from "pino";
import { createSpells } from "./spells.ts";

/**
 * Returns what tells the log of services that cannot be used: nobody is found or reached, or
 * what answers there speaks another protocol, or fails. The log has a warning with the cause
 * when that begins, and a line when it is over. A page may do without the answer, and then
 * nobody else tells of it.
 */
export function createCalleeLog(log: Logger): (service: string, error?: ConnectError) => void {
  const spells = createSpells(log);
  return (service, err) => {
    if (err?.code === Code.Canceled) return;
    // Told apart, for a service is often away before the wrong one is there.
    const [calling, understanding] = [`Calling ${service}`, `Understanding ${service}`];
    if (err?.cause instanceof OtherProtocolError) spells.failed(understanding, { err });
    else if (err && UNUSABLE.has(err.code)) spells.failed(calling, { err });
    else for (const each of [calling, understanding]) spells.worked(each);
  };
}

/** Other codes are answers: the service works, and has refused something. */
const UNUSABLE: ReadonlySet<Code> = new Set([
  Code.Unknown,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Unimplemented,
  Code.Internal,
  Code.Unavailable,
  Code.DataLoss,
]);
