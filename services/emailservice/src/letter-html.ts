import { type Html, html } from "./html.ts";
import type { LetterContent } from "./letter-content.ts";
import type { ReceiptLine } from "./receipt.ts";

/**
 * Returns a letter as an HTML document. Many mail programs know little CSS and drop style sheets.
 * So it uses tables, and styles on each element. Programs that keep the style sheet have a dark
 * theme too.
 */
export function letterHtml({
  subject,
  heading,
  lead,
  facts,
  receipt,
  shipped,
}: LetterContent): string {
  const { lines, shipping, total, address } = receipt;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>
@media (prefers-color-scheme: dark) {
.ground { background: #131029 !important; }
.sheet { background: #1c183b !important; border-color: #393366 !important; color: #f3f0ff !important; }
.soft { color: #b9b3de !important; }
.heading { border-color: #f3f0ff !important; }
.cell { border-color: #393366 !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background:#f3f0fc">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f0fc">
<tr><td align="center" style="padding:24px 8px">
<table role="presentation" class="sheet" width="560" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:560px;background:#ffffff;border:1px solid #ddd7f1;font-family:${FONT};color:#1f1b3d;font-size:16px;line-height:24px">
<tr><td style="padding:20px;background:#3b34d1;color:#ffffff;font-size:20px;font-weight:bold">Hipstershop</td></tr>
<tr><td style="padding:24px 20px 8px">
<h1 style="margin:0 0 8px;font-size:26px;line-height:32px">${heading}</h1>
<p class="soft" style="margin:0;color:#5a5580">${lead}</p>
</td></tr>
<tr><td style="padding:16px 20px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${facts.map(fact)}
</table>
</td></tr>
<tr><td style="padding:8px 20px 16px">
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">
<tr>
<th scope="col" class="heading" align="left" style="${HEADING}">Product</th>
<th scope="col" class="heading" align="right" width="72" style="${HEADING}">Quantity</th>
<th scope="col" class="heading" align="right" width="84" style="${HEADING}">Price</th>
</tr>
${lines.map(row)}
${sumRow("Shipping", shipping, "")}
${sumRow("Total", total, "font-size:20px;font-weight:bold")}
</table>
</td></tr>
${shipped ? shippedTo(address) : []}
</table>
</td></tr>
</table>
</body>
</html>
`.markup;
}

const FONT = "Avenir Next,Segoe UI,Helvetica,Arial,sans-serif";
const HEADING = "padding:8px 0;border-bottom:2px solid #1f1b3d;font-size:14px";
const CELL = "padding:12px 0;border-bottom:1px solid #ddd7f1;vertical-align:top";

function fact([name, value]: LetterContent["facts"][number]): Html {
  return html`<tr>
<td class="soft" width="96" style="color:#5a5580;vertical-align:top">${name}</td>
<td style="font-family:Menlo,Consolas,monospace;font-size:14px;word-break:break-all">${value}</td>
</tr>`;
}

function row({ product, quantity, price, total }: ReceiptLine): Html {
  const each =
    quantity === 1
      ? ""
      : html`<br><span class="soft" style="color:#5a5580;font-size:14px">${price} each</span>`;
  return html`<tr>
<td class="cell" style="${CELL}">${product}${each}</td>
<td class="cell" align="right" style="${CELL}">${quantity}</td>
<td class="cell" align="right" style="${CELL};white-space:nowrap">${total}</td>
</tr>`;
}

function sumRow(name: string, amount: string, style: string): Html {
  return html`<tr>
<th scope="row" colspan="2" align="left" style="padding:12px 0 0;font-weight:normal;${style}">${name}</th>
<td align="right" style="padding:12px 0 0;white-space:nowrap;${style}">${amount}</td>
</tr>`;
}

function shippedTo(address: readonly string[]): Html {
  return html`<tr><td style="padding:8px 20px 24px">
<h2 style="margin:0 0 4px;font-size:16px;line-height:24px">Shipped to</h2>
<p class="soft" style="margin:0;color:#5a5580">${address.map((line) => html`${line}<br>`)}</p>
</td></tr>`;
}
