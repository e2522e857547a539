import { isDeepStrictEqual } from "node:util";
import { type Resource, title } from "../checks/resource.ts";

/** What an object is under one choice of the switches that it depends on; undefined: not there. */
export interface Variant<T = Resource> {
  readonly on: ReadonlySet<string>;
  readonly value: T | undefined;
}

/** An object of the shop, as each choice of the switches that it depends on makes it. */
export interface Varying {
  readonly title: string;
  readonly switches: readonly string[];
  /** One for each choice. */
  readonly variants: readonly Variant[];
}

type Render = (on: ReadonlySet<string>) => Promise<readonly Resource[]>;

/**
 * Finds for each object which switches it depends on, and what it is under each choice of those. An
 * object depends on a switch that changes it when all others are off, or all are on.
 */
export async function findVariants(
  switches: readonly string[],
  render: Render,
): Promise<readonly Varying[]> {
  const rendered = new Map<string, Promise<ReadonlyMap<string, Resource>>>();
  const objects = (on: readonly string[]) => {
    const key = switches.filter((name) => on.includes(name)).join();
    const known = rendered.get(key) ?? render(new Set(on)).then(byTitle);
    rendered.set(key, known);
    return known;
  };
  const off = await objects([]);
  const all = await objects(switches);
  const depends = new Map<string, string[]>([...off, ...all].map(([name]) => [name, []]));
  for (const name of switches) {
    const alone = await objects([name]);
    const without = await objects(switches.filter((other) => other !== name));
    for (const object of [...alone.keys(), ...without.keys()]) {
      if (!depends.has(object)) depends.set(object, []);
    }
    for (const [object, found] of depends) {
      const changes =
        !isDeepStrictEqual(off.get(object), alone.get(object)) ||
        !isDeepStrictEqual(all.get(object), without.get(object));
      if (changes) found.push(name);
    }
  }
  const groups = groupsOf(switches, [...depends.values()]);
  /** Those that are on where a choice is rendered: others of their groups change nothing here. */
  const shared = (on: readonly string[]) =>
    switches.filter((name) => on.some((each) => groups.get(each) === groups.get(name)));
  return Promise.all(
    [...depends].map(async ([object, found]) => ({
      title: object,
      switches: found,
      variants: await Promise.all(
        choices(found).map(async (on) => ({
          on: new Set(on),
          value: (await objects(shared(on))).get(object),
        })),
      ),
    })),
  );
}

/**
 * Puts switches of which no object depends on two into one group: what one rendering makes with all of a
 * group is true for each object, whichever of them it depends on.
 */
function groupsOf(
  switches: readonly string[],
  together: readonly (readonly string[])[],
): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const name of switches) {
    const others = together.filter((names) => names.includes(name)).flat();
    const taken = new Set(others.map((other) => groups.get(other)));
    let group = 0;
    while (taken.has(group)) group++;
    groups.set(name, group);
  }
  return groups;
}

function byTitle(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((resource) => [title(resource), resource]));
}

/** Returns every choice of some of these names: two to the power of their number. */
function choices(names: readonly string[]): readonly (readonly string[])[] {
  const [first, ...rest] = names;
  if (first === undefined) return [[]];
  return choices(rest).flatMap((chosen) => [chosen, [first, ...chosen]]);
}
