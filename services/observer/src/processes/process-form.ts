import { type Copy, CopyState } from "@hipstershop/proto/hipstershop/dev/runner";
import type { Dot } from "../map/instance-board.ts";
import { type Html, html } from "../page/html.ts";
import type { ProcessAct } from "./process-act.ts";

/** Returns the buttons for the process of an instance. */
export function processForm(dot: Dot, copy: Copy, token: string): Html {
  const { id } = dot.instance;
  const { pid } = copy;
  // Somebody else may hold it.
  const isFrozen = copy.state === CopyState.FROZEN || dot.state === "frozen";
  const acts: readonly (readonly [ProcessAct, string])[] = [
    ["restart", "Restart"],
    ["stop", "Stop"],
    ["kill", "kill -9"],
    isFrozen ? ["thaw", "Thaw"] : ["freeze", "Freeze"],
  ];
  return html`<form method="post" action="/processes/${id}" class="acts" data-act>
<input type="hidden" name="token" value="${token}"><input type="hidden" name="pid" value="${pid}">
${acts.map(([act, text]) => html`<button class="button quiet" name="act" value="${act}">${text}</button>`)}
</form>`;
}
