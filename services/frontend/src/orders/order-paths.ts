/**
 * Returns the path of the page of an order.
 *
 * @param placedBy The id of the trace that placed it, for a page that shows how it did.
 */
export function orderPath(orderId: string, placedBy?: string): string {
  const query = placedBy === undefined ? "" : `?placed-by=${placedBy}`;
  return `/orders/${encodeURIComponent(orderId)}${query}`;
}

/**
 * Returns the path of the page that asks for an order by its key.
 *
 * @param unknown How often it has asked, and no order had the key.
 */
export function orderByKeyPath(key: string, unknown = 0): string {
  return `/orders/by-key/${encodeURIComponent(key)}?unknown=${unknown}`;
}
