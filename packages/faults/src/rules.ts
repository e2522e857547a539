import type { FlagDefinition } from "./flag-document.ts";
import { isRecord } from "./is-record.ts";

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

/**
 * Returns a flag with another rule for a target, or without one where there is no variant. `off` is its
 * variant where nothing is set.
 */
export function withRule(
  flag: FlagDefinition,
  off: string,
  target: Target,
  variant?: string,
): FlagDefinition {
  const rules = rulesOf(flag) ?? [{ target: {}, variant: off }];
  const others = rules.slice(0, -1).filter((rule) => !isSameTarget(rule.target, target));
  if (isSameTarget(target, {})) return withRules(flag, others, variant ?? off);
  const own = variant === undefined ? [] : [{ target, variant }];
  return withRules(flag, [...own, ...others], rules.at(-1)?.variant ?? off);
}

/** Returns a flag with one rule: this variant counts for all. */
export function withoutRules(flag: FlagDefinition, forAll: string): FlagDefinition {
  return withRules(flag, [], forAll);
}

function withRules(flag: FlagDefinition, rules: readonly Rule[], forAll: string): FlagDefinition {
  const { targeting: _, ...rest } = flag;
  const steps = rules.flatMap(({ target, variant }) => [conditionOf(target), variant]);
  return {
    ...rest,
    state: "ENABLED",
    defaultVariant: forAll,
    ...(steps.length > 0 && { targeting: { if: [...steps, null] } }),
  };
}

/** Returns whether two targets are the same. What is empty in one counts as absent. */
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
