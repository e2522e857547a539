import { setNewest } from "@hipstershop/service";
import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import { instancePath } from "../registry/instance-path.ts";
import { describeDot } from "./describe-dot.ts";
import type { Dot } from "./instance-board.ts";

/** The last things that happened to instances. */
export interface News {
  /** Takes in an instance that has changed. */
  add(dot: Dot): void;
  /** Returns the items of a list, the newest first. */
  list(): Html;
}

const MAX = 6;

/** Creates an empty list. */
export function createNews(): News {
  /** By instance and state: who tells of it later is added to what was told first. */
  const dots = new Map<string, Dot>();
  return {
    add(dot) {
      setNewest(dots, `${dot.instance.id} ${dot.state}`, dot, MAX);
    },
    list: () =>
      html`${[...dots.values()].reverse().map(
        (
          dot,
        ) => html`<li class="${dot.state}">${clockTime(dot.sinceMs)} <a href="${instancePath(dot.instance.id)}">${dot.instance.id}</a> ${sentence(dot)}</li>
`,
      )}`,
  };
}

/** Returns what happened, without the name. */
function sentence(dot: Dot): string {
  if (dot.state === "up") {
    const isNew = dot.sinceMs === dot.foundMs;
    return isNew ? `is here: the registry found it at ${dot.instance.address}` : "answers again";
  }
  return describeDot(dot).slice(dot.instance.id.length + 1);
}
