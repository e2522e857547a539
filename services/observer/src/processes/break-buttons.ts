import type { FlagFile, Target } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";
import { type Breaking, breakings, breakTarget } from "./breakings.ts";

/** Returns the buttons that break a service, or one instance of it. */
export type BreakButtons = (service: string, instance?: string) => Html | undefined;

/** Creates what makes the buttons. There are none where nothing can be broken from here. */
export function createBreakButtons(flags: FlagFile | undefined, token: string): BreakButtons {
  return (service, instance) => {
    if (!flags?.writable) return undefined;
    const target = breakTarget(service, instance);
    const known = flags.list();
    const button = ({ flag, name, text }: Breaking) =>
      known.find((each) => each.name === flag)?.on.some((rule) => isSame(rule.target, target))
        ? html`<button class="button quiet" name="end" value="${flag}">No longer ${name}</button>`
        : html`<button class="button quiet" name="begin" value="${flag}">${text}</button>`;
    return html`<form method="post" action="/breakings" class="acts" data-act>
<input type="hidden" name="token" value="${token}"><input type="hidden" name="service" value="${service}">${
      instance !== undefined && html`<input type="hidden" name="instance" value="${instance}">`
    }
${breakings.map(button)}
</form>`;
  };
}

function isSame(one: Target, other: Target): boolean {
  return one.service === other.service && one.instance === other.instance && !one.method;
}
