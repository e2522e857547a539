/** Returns a rate with two digits that count: "0.3", "4.2", "128". */
export function formatRate(perSecond: number): string {
  return perSecond === 0 || perSecond >= 9.95 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}
