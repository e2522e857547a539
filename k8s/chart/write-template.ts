import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { condition } from "./condition.ts";
import type { Variant, Varying } from "./find-variants.ts";

export interface TemplateOptions {
  /** Returns how a template reads a switch. */
  readonly term: (name: string) => string;
  /** Returns what stands in the template for a scalar, in place of itself. */
  readonly leaf: (path: readonly string[], value: unknown) => string | undefined;
}

/** A variant in which the value is there. */
type Present = Variant<unknown>;

/** Returns the template of an object: its YAML, with a condition around each part that varies. */
export function writeTemplate(varying: Varying, options: TemplateOptions): string {
  const { switches, variants } = varying;
  const present = variants.filter(({ value }) => value !== undefined);
  const lines = when(variants, present, mapping(present, []));
  return `${joinConditions(lines).join("\n")}\n`;

  /** Puts a condition around lines that some of the variants have. */
  function when(all: readonly Variant<unknown>[], some: readonly Present[], inner: string[]) {
    const on = (of: readonly Variant<unknown>[]) => of.map((variant) => variant.on);
    const holds = condition(switches, on(all), on(some), options.term);
    if (holds === undefined) return inner;
    return [`{{- if ${holds.replace(/^\((.*)\)$/, "$1")} }}`, ...inner, "{{- end }}"];
  }

  function mapping(all: readonly Present[], path: readonly string[]): string[] {
    const keys = new Set(all.flatMap(({ value }) => Object.keys(value ?? {})));
    // An item of a list begins with a line that is always there.
    const nameFirst = [...keys].sort((a, b) => Number(b === "name") - Number(a === "name"));
    return nameFirst.flatMap((key) => {
      const some = pick(all, (value) => (value as Record<string, unknown>)[key]);
      return when(all, some, entry(some, [...path, key]));
    });
  }

  /** The lines of "key: value". */
  function entry(all: readonly Present[], path: readonly string[]): string[] {
    const key = scalar(path.at(-1));
    if (all.every(({ value }) => isMapping(value))) {
      return [`${key}:`, ...indent(mapping(all, path))];
    }
    if (all.every(({ value }) => isList(value))) {
      const names = mergedNames(all);
      if (names !== undefined) return [`${key}:`, ...named(all, names, path)];
    }
    return groups(all).flatMap((group) => {
      const [{ value } = { value: null }] = group;
      const lines = isList(value)
        ? [`${key}:`, ...value.flatMap((item, index) => listed(group, item, [...path, `${index}`]))]
        : isMapping(value)
          ? [`${key}:`, ...indent(mapping(group, path))]
          : [`${key}: ${options.leaf(path, value) ?? scalar(value)}`];
      return when(all, group, lines);
    });
  }

  /** The items of lists whose items have names: each stands once. */
  function named(all: readonly Present[], names: readonly string[], path: readonly string[]) {
    return names.flatMap((name) => {
      const item = (value: unknown) => (value as Named[]).find((each) => each.name === name);
      const some = pick(all, item);
      return when(all, some, dashed(mapping(some, [...path, name])));
    });
  }

  function listed(group: readonly Present[], item: unknown, path: readonly string[]): string[] {
    if (isMapping(item))
      return dashed(
        mapping(
          group.map(({ on }) => ({ on, value: item })),
          path,
        ),
      );
    return [`- ${options.leaf(path, item) ?? scalar(item)}`];
  }
}

/** Puts neighbours under one condition where theirs are alike, or the one is the other's contrary. */
function joinConditions(lines: readonly string[]): string[] {
  const joined: string[] = [];
  const open: string[] = [];
  let ended: string | undefined;
  for (const line of lines) {
    const [, opens] = /^{{- if (.*) }}$/.exec(line) ?? [];
    if (opens !== undefined && ended !== undefined && (opens === ended || contrary(opens, ended))) {
      joined.pop();
      if (opens !== ended) joined.push("{{- else }}");
      open.push(opens === ended ? ended : "");
    } else {
      joined.push(line);
      if (opens !== undefined) open.push(opens);
    }
    ended = line === "{{- end }}" ? open.pop() : undefined;
  }
  return joined;
}

function contrary(a: string, b: string): boolean {
  const negated = (text: string) => (/[ ]/.test(text) ? `not (${text})` : `not ${text}`);
  return a === negated(b) || b === negated(a);
}

interface Named {
  readonly name: string;
}

function pick(all: readonly Present[], part: (value: unknown) => unknown): readonly Present[] {
  return all.flatMap(({ on, value }) => {
    const found = part(value);
    return found === undefined ? [] : [{ on, value: found }];
  });
}

/** Variants with the same value together. */
function groups(all: readonly Present[]): readonly (readonly Present[])[] {
  const found: Present[][] = [];
  for (const variant of all) {
    const same = found.find(([first]) => isDeepStrictEqual(first?.value, variant.value));
    if (same) same.push(variant);
    else found.push([variant]);
  }
  return found;
}

/**
 * Returns the names of the items of all lists, in an order that each list keeps; undefined where
 * items have no names, or no order suits all.
 */
function mergedNames(all: readonly Present[]): readonly string[] | undefined {
  const lists = all.map(({ value }) => (value as Named[]).map(({ name }) => name));
  if (lists.some((names) => names.some((name) => typeof name !== "string"))) return undefined;
  const rest = lists.map((names) => [...names]);
  const merged: string[] = [];
  while (rest.some((names) => names.length > 0)) {
    const first = rest
      .flatMap(([name]) => name ?? [])
      .find((name) => rest.every((names) => names.indexOf(name) <= 0));
    if (first === undefined) return undefined;
    merged.push(first);
    for (const names of rest) if (names[0] === first) names.shift();
  }
  return merged;
}

/** Lines as an item of a list. A line of a template alone keeps its place. */
function dashed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !line.startsWith("{{-"));
  return lines.map((line, index) =>
    line.startsWith("{{-") ? line : `${index === first ? "-" : " "} ${line}`,
  );
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line.startsWith("{{-") ? line : `  ${line}`));
}

function scalar(value: unknown): string {
  // YAML 1.1, as the Kubernetes tools read it: a bare "yes" is a boolean there.
  const text = stringify(value, { version: "1.1", lineWidth: 0 }).trimEnd();
  const line = text.includes("\n") ? JSON.stringify(value) : text;
  return line.replaceAll("{{", '{{ "{{" }}');
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isEmpty(value);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
