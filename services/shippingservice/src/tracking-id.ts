import type { Address } from "@hipstershop/proto/hipstershop/common";

/**
 * Returns a number to follow a shipment by, as the original shop makes them: two letters,
 * the length of the address and three digits, half that length and seven digits.
 * "KX-35123-171234567" went to an address of 35 characters.
 */
export function trackingId({ streetAddress, city, state }: Address, random: () => number): string {
  const { length } = `${streetAddress}, ${city}, ${state}`;
  const half = Math.floor(length / 2);
  return `${letters(2, random)}-${length}${digits(3, random)}-${half}${digits(7, random)}`;
}

function letters(count: number, random: () => number): string {
  const A = 65;
  const codes = Array.from({ length: count }, () => A + Math.floor(random() * 26));
  return String.fromCharCode(...codes);
}

function digits(count: number, random: () => number): string {
  return String(Math.floor(random() * 10 ** count)).padStart(count, "0");
}
