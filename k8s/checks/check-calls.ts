import { type Labels, ofKind, type Resource, type Selector } from "./resource.ts";

interface NetworkPolicy extends Resource {
  readonly spec: {
    readonly podSelector: Selector;
    readonly ingress?: readonly {
      readonly from?: readonly { readonly podSelector?: Selector }[];
    }[];
  };
}

/**
 * Returns a line for each call that the sources make and no NetworkPolicy allows, and for each
 * that is allowed and never made. `calls` has the services that each service calls.
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
  const allowed = new Set(
    ofKind<NetworkPolicy>(resources, "NetworkPolicy").flatMap(({ spec }) =>
      (spec.ingress ?? [])
        .flatMap(({ from = [] }) => from)
        .map(({ podSelector }) => `${service(podSelector)} -> ${service(spec.podSelector)}`)
        .filter((call) => calls.has(call.slice(call.indexOf("> ") + 2))),
    ),
  );
  return [
    ...[...made].filter((call) => !allowed.has(call)).map((call) => `No policy allows ${call}`),
    ...[...allowed]
      .filter((call) => !made.has(call))
      .map((call) => `A policy allows ${call}, which is never called`),
  ];
}

function service(selector: Selector | undefined): string {
  const labels: Labels = selector?.matchLabels ?? {};
  return labels["app.kubernetes.io/name"] ?? "any";
}
