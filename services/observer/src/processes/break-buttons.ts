import type { FlagFile } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";
import { type Breaking, breakings, breakTarget } from "./breakings.ts";

/** Returns the buttons that break a service, or one instance of it. */
export type BreakButtons = (service: string, instance?: string) => Html | undefined;

/** Creates what makes the buttons. There are none where nothing can be broken from here. */
export function createBreakButtons(flags: FlagFile | undefined, token: string): BreakButtons {
  return (service, instance) => {
    if (!flags?.writable) return undefined;
    const target = breakTarget(service, instance);
    const button = ({ flag, name, text }: Breaking) =>
      flags.valueFor(flag, target) === undefined
        ? html`<button class="button quiet" name="begin" value="${flag}">${text}</button>`
        : html`<button class="button quiet" name="end" value="${flag}">No longer ${name}</button>`;
    return html`<form method="post" action="/breakings" class="acts" data-act>
<input type="hidden" name="token" value="${token}"><input type="hidden" name="service" value="${service}">${
      instance !== undefined && html`<input type="hidden" name="instance" value="${instance}">`
    }
${breakings.map(button)}
</form>`;
  };
}
