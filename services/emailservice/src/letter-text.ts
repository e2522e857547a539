import type { Receipt } from "./receipt.ts";

/**
 * Returns the confirmation of an order as plain text. Its amounts end in column 72. After a longer
 * name the amount moves to the right. Nothing is wrapped.
 */
export function letterText(receipt: Receipt): string {
  const { orderId, trackingId, lines, shipping, total, address } = receipt;
  const rows = [
    ...lines.map(({ product, quantity, total }) => [`${quantity} x ${product}`, total] as const),
    ["Shipping", shipping] as const,
    ["Total", total] as const,
  ];
  const width = Math.max(...rows.map(([, amount]) => amount.length));
  return `Thank you for your order.

Order     ${orderId}
Tracking  ${trackingId}

${rows.map(([what, amount]) => `${what.padEnd(70 - width)}  ${amount.padStart(width)}`).join("\n")}

On its way to:
${address.map((line) => `  ${line}`).join("\n")}

Hipstershop
`;
}
