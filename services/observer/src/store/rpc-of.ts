import type { Attributes } from "./read-value.ts";

/** An RPC that a span is about. */
export interface ObservedRpc {
  /** The registry name: "currencyservice". */
  readonly service: string;
  /** "Convert". */
  readonly method: string;
}

/** Returns the RPC of a span with these attributes; undefined where it is about none. */
export function rpcOf(attributes: Attributes): ObservedRpc | undefined {
  const name = attributes.get("rpc.method")?.toString() ?? "";
  // By older semantic conventions the service has an attribute of its own.
  const whole = name.includes("/") ? name : `${attributes.get("rpc.service") ?? ""}/${name}`;
  const [, service, method] = /([^./]+)\/([^/]+)$/.exec(whole) ?? [];
  return service && method ? { service: service.toLowerCase(), method } : undefined;
}
