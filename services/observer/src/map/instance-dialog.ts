import { html } from "../page/html.ts";

/** Where a script shows an instance, in front of a page. */
export const instanceDialog = html`<dialog class="instance-dialog" data-instance aria-label="Instance"><form method="dialog"><button class="button quiet">Close</button></form><div data-about></div></dialog>`;
