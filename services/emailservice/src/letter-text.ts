import type { LetterContent } from "./letter-content.ts";

/**
 * Returns a letter as plain text. Its amounts end in column 72. After a longer name the amount moves
 * to the right. Nothing is wrapped.
 */
export function letterText({ heading, lead, facts, receipt, shipped }: LetterContent): string {
  const { lines, shipping, total, address } = receipt;
  const rows = [
    ...lines.map(({ product, quantity, total }) => [`${quantity} x ${product}`, total] as const),
    ["Shipping", shipping] as const,
    ["Total", total] as const,
  ];
  const width = Math.max(...rows.map(([, amount]) => amount.length));
  const names = Math.max(...facts.map(([name]) => name.length));
  const shippedTo = `
Shipped to:
${address.map((line) => `  ${line}`).join("\n")}
`;
  return `${heading}.
${lead}

${facts.map(([name, value]) => `${name.padEnd(names)}  ${value}`).join("\n")}

${rows.map(([what, amount]) => `${what.padEnd(70 - width)}  ${amount.padStart(width)}`).join("\n")}
${shipped ? shippedTo : ""}
Hipstershop
`;
}
