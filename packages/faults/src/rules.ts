import type { FlagDefinition } from "./flag-document.ts";

/** For whom a variant counts: each key with the value that it must have. Empty, for all. */
export interface Target {
  readonly service?: string;
  /** The name of an RPC, "Convert". */
  readonly method?: string;
  /** The id of an instance. */
  readonly instance?: string;
  readonly product_id?: string;
}

/** Which variant counts for whom. */
export interface Rule {
  readonly target: Target;
  readonly variant: string;
}

/**
 * Returns the rules of a flag, the first that fits counts, and the last fits all. Undefined where
 * its targeting says more than rules can.
 */
export function rulesOf({ targeting, defaultVariant }: FlagDefinition): Rule[] | undefined {
  const last = { target: {}, variant: defaultVariant };
  if (!isRecord(targeting) || Object.keys(targeting).length === 0) return [last];
  const { if: steps } = targeting;
  if (!Array.isArray(steps)) return undefined;
  const rules: Rule[] = [];
  for (let place = 0; place < steps.length; place += 2) {
    const isElse = place === steps.length - 1;
    const target = isElse ? {} : targetOf(steps[place]);
    const variant = isElse ? steps[place] : steps[place + 1];
    if (isElse && variant === null) break;
    if (!target || typeof variant !== "string") return undefined;
    rules.push({ target, variant });
  }
  return [...rules, last];
}

/** Returns a flag with other rules. The last must fit all. */
export function withRules(flag: FlagDefinition, rules: readonly Rule[]): FlagDefinition {
  const { targeting: _, ...rest } = flag;
  const defaultVariant = rules.at(-1)?.variant ?? flag.defaultVariant;
  const steps = rules.slice(0, -1).flatMap(({ target, variant }) => [conditionOf(target), variant]);
  return {
    ...rest,
    state: "ENABLED",
    defaultVariant,
    ...(steps.length > 0 && { targeting: { if: [...steps, null] } }),
  };
}

/** Returns whether two targets are the same. */
export function isSameTarget(one: Target, other: Target): boolean {
  return JSON.stringify(conditionOf(one)) === JSON.stringify(conditionOf(other));
}

function conditionOf(target: Target): unknown {
  const parts = Object.entries(target)
    .filter(([, value]) => value !== undefined && value !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ "==": [{ var: name }, value] }));
  return parts.length === 1 ? parts[0] : { and: parts };
}

function targetOf(condition: unknown): Target | undefined {
  if (!isRecord(condition)) return undefined;
  const parts = Array.isArray(condition.and) ? condition.and : [condition];
  const target: Record<string, string> = {};
  for (const part of parts) {
    const [left, right] = (isRecord(part) && Array.isArray(part["=="]) && part["=="]) || [];
    if (!isRecord(left) || typeof left.var !== "string" || typeof right !== "string") {
      return undefined;
    }
    target[left.var] = right;
  }
  return target;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
