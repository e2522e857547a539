import { Code, type ConnectError } from "@connectrpc/connect";
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
    if (err && UNUSABLE.has(err.code)) spells.failed(`Calling ${service}`, { err });
    else spells.worked(`Calling ${service}`);
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
