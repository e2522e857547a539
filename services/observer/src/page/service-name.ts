import { type Html, html } from "./html.ts";

/** Returns the name of a service, which may break before its "service" where there is no room. */
export function serviceName(name: string): Html {
  const [, first = name, last] = /^(.+)(service)$/.exec(name) ?? [];
  return html`${first}${last !== undefined && html`<wbr>${last}`}`;
}
