import { ofKind, type Resource, type Selector, selected } from "./resource.ts";

interface NetworkPolicy extends Resource {
  readonly spec: {
    readonly podSelector: Selector;
    readonly ingress?: readonly {
      readonly from?: readonly { readonly podSelector?: Selector }[];
    }[];
  };
}

/**
 * Returns a line for each call that is made and no NetworkPolicy allows, and for each that is
 * allowed and never made. `calls` has the services that each service calls.
 */
export function checkCalls(
  resources: readonly Resource[],
  calls: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const made = new Set(
    [...calls].flatMap(([caller, callees]) =>
      [...callees].map((callee) => `${caller} -> ${callee}`),
    ),
  );
  const names = (selector: Selector | undefined) =>
    selected(resources, selector?.matchLabels).map(({ metadata }) => metadata.name);
  const allowed = new Set(
    ofKind<NetworkPolicy>(resources, "NetworkPolicy").flatMap(({ spec }) => {
      const callees = names(spec.podSelector).filter((callee) => calls.has(callee));
      const peers = (spec.ingress ?? []).flatMap(({ from = [] }) => from);
      const callers = peers.flatMap(({ podSelector }) => (podSelector ? names(podSelector) : []));
      return callers.flatMap((caller) => callees.map((callee) => `${caller} -> ${callee}`));
    }),
  );
  return [
    ...[...made].filter((call) => !allowed.has(call)).map((call) => `No policy allows ${call}`),
    ...[...allowed]
      .filter((call) => !made.has(call))
      .map((call) => `A policy allows ${call}, which is never called`),
  ];
}
