import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Mail } from "@hipstershop/proto/hipstershop/email";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { clockTime } from "../page/times.ts";

/** Makes the page of the mailbox: the newest mail first, each as its reader sees it. */
export function mailPage(mails: readonly Mail[], problem?: string): Page {
  const body = html`<div class="title"><h1>Mail</h1>
<p class="lead">What the shop has written to its customers. Nothing leaves this machine: where no mail server is set, emailservice keeps the last hundred in memory.</p></div>
${problem !== undefined && html`<p class="problem">${problem}</p>`}
${problem === undefined && mails.length === 0 && html`<div class="empty"><p>No mail yet. Place an order, and its confirmation arrives here.</p></div>`}
<ol class="mails">${mails.map(item)}</ol>`;
  return { kind: "page", title: "Mail", body };
}

function item({ id, to, subject, sentAt }: Mail, index: number): Html {
  const isFirst = index === 0;
  return html`<li class="card"><details${isFirst && html` open`}>
<summary><b>${subject}</b> <span class="hint">to ${to}${sentAt && html`, at ${clockTime(timestampMs(sentAt))}`}</span></summary>
<iframe src="/mail/${id}" title="${subject}" sandbox${!isFirst && html` loading="lazy"`}></iframe>
</details></li>`;
}
