import { describeRule } from "./describe-rule.ts";
import type { FlagDefinition, FlagDocument, FlagValue } from "./flag-document.ts";
import { isSameTarget, type Rule, rulesOf } from "./rules.ts";
import { type FlagName, offValue, shippedFlags } from "./shipped-flags.ts";

/** A flag that the shop knows, and what it says now. */
export interface Flag {
  readonly name: FlagName;
  /** A sentence: what is broken while it is on. */
  readonly description: string;
  /** What it breaks: one service's work, any RPC, a process, the registry; or how much load there is. */
  readonly group: "shop" | "call" | "process" | "registry" | "load";
  /** The only service in which it acts. Undefined where it can act in each. */
  readonly service: string | undefined;
  /** What its number counts: a share from 0 to 1, "ms", "s", "times", "visitors", or "text" where any text is taken. */
  readonly unit: string | undefined;
  readonly variants: Readonly<Record<string, FlagValue>>;
  /** Its variant while nothing is set. */
  readonly off: string;
  /** What is set: where it acts, and with which value. Empty while it is off. */
  readonly on: readonly ActiveRule[];
}

/** A rule of a flag that is not its off. */
export interface ActiveRule extends Rule {
  readonly value: FlagValue;
  /** What is on, and where: `rpcLatency "500ms" (service cartservice)`. */
  readonly text: string;
}

/** Returns a flag as a file has it. What the file leaves out is off. */
export function readFlag(name: FlagName, document: FlagDocument = shippedFlags): Flag {
  const known = shippedFlags.flags[name];
  const flag = document.flags[name] ?? known;
  const { group, service, unit } = known.metadata ?? {};
  return {
    name,
    description: known.description ?? "",
    group: group as Flag["group"],
    service: service as string | undefined,
    unit: unit as string | undefined,
    variants: flag.variants,
    off: offVariant(name, flag),
    on: flag.state === "DISABLED" ? [] : activeRules(name, flag),
  };
}

/** Returns the variant of a flag's file that says what the shipped flag says. */
export function offVariant(name: FlagName, flag: FlagDefinition): string {
  const { variants, defaultVariant } = shippedFlags.flags[name];
  const off = comparable(variants[defaultVariant]);
  const same = Object.entries(flag.variants).find(([, value]) => comparable(value) === off);
  return same?.[0] ?? defaultVariant;
}

/** Returns a flag of a file with a variant that is off: opentelemetry-demo's loadGeneratorVUs has none. */
export function withOff(name: FlagName, flag: FlagDefinition): FlagDefinition {
  const off = offVariant(name, flag);
  const value = offValue(name);
  if (comparable(flag.variants[off]) === comparable(value)) return flag;
  return { ...flag, variants: { ...flag.variants, [off]: value } };
}

function activeRules(name: FlagName, flag: FlagDefinition): ActiveRule[] {
  const off = comparable(offValue(name));
  const rules = rulesOf(flag);
  // What the rules do not tell may hold for anybody.
  if (!rules) return [active(name, { target: {}, variant: OWN_RULE }, OWN_RULE)];
  const found: ActiveRule[] = [];
  for (const rule of rules) {
    const value = flag.variants[rule.variant];
    if (isOther(value, off)) found.push(active(name, rule, value));
    // The rules below never count.
    if (isSameTarget(rule.target, {})) break;
  }
  return found;
}

function active(name: FlagName, rule: Rule, value: FlagValue): ActiveRule {
  return { ...rule, value, text: describeRule(name, rule) };
}

/** Whether a value is not `off`. One of another kind than `off` is not used, and so says nothing. */
function isOther(value: FlagValue | undefined, off: unknown): value is FlagValue {
  const compared = comparable(value);
  return typeof compared === typeof off && compared !== off;
}

/** A boolean counts as the number that it is taken for. */
function comparable(value: FlagValue | undefined): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

/** Stands for a variant where a person's own targeting decides. */
const OWN_RULE = "by a rule of its own";
