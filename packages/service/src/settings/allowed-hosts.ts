import * as v from "valibot";
import { hostName } from "../port/host-name.ts";

/**
 * Returns the schema of a list of hosts, separated by commas or spaces: each as `hostName`
 * spells it, one with a dot before it for the names below it too.
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

/** Whoever has a host may have each of its ports, so none stands here. */
function spelled(entry: string): string | undefined {
  const [, dot = "", host = ""] = /^(\.?)(\[.*\]|[^:*[\]]+)$/.exec(entry) ?? [];
  const name = hostName(host);
  return name && `${dot}${name}`;
}
