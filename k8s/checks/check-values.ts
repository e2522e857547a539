import { type Resource, title } from "./resource.ts";

/**
 * Returns a line for each name that is not a DNS label (RFC 1123) and for each quantity that
 * is none: the schema says of both no more than that they are text.
 */
export function checkValues(resources: readonly Resource[]): readonly string[] {
  return resources.flatMap((resource) => {
    const problems: string[] = [];
    if (!DNS_LABEL.test(resource.metadata.name)) problems.push("is not named like a host");
    for (const quantity of quantities(resource)) {
      if (!QUANTITY.test(String(quantity))) problems.push(`has the quantity "${quantity}"`);
    }
    return problems.map((problem) => `${title(resource)} ${problem}`);
  });
}

/** Every value below a key that holds quantities, wherever it stands. */
function* quantities(node: unknown): Iterable<unknown> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (HOLDERS.has(key) && typeof value === "object" && value !== null && !Array.isArray(value)) {
      yield* Object.values(value).filter((each) => typeof each !== "object");
    }
    yield* quantities(value);
  }
}

const HOLDERS = new Set(["requests", "limits", "capacity"]);
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const QUANTITY = /^\d+(\.\d+)?(m|k|Ki|[MGTPE]i?)?$/;
