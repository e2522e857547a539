/** The most rows that a list has in a form. */
const MAX_ROWS = 100;

/** Returns how many rows a list or a map has in a form. */
export function rowCount(form: URLSearchParams, path: string): number {
  const count = Number(form.get(`n.${path}`) ?? 0);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MAX_ROWS) : 0;
}
