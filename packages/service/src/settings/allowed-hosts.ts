import * as v from "valibot";
import { hostName } from "../port/host-name.ts";

/**
 * Returns the schema of a list of hosts, separated by commas or spaces, each in the spelling of
 * `hostName`. A host with a dot before it stands for the names below it too.
 */
export function allowedHosts() {
  return v.pipe(
    v.optional(v.string(), ""),
    v.transform((list) => list.match(/[^\s,]+/g)?.map(spelled) ?? []),
    v.check(
      (hosts) => !hosts.includes(undefined),
      'must be hosts without a port, such as "shop.test" or ".shop.test"',
    ),
    v.transform((hosts) => hosts.filter((host) => host !== undefined)),
  );
}

/** A host without a port, because its owner owns all its ports. */
function spelled(entry: string): string | undefined {
  const [, dot = "", host = ""] = /^(\.?)(\[.*\]|[^:*[\]]+)$/.exec(entry) ?? [];
  const name = hostName(host);
  return name && `${dot}${name}`;
}
