import { invalidArgument } from "./invalid-argument.ts";

/** Which page of a list is asked for. */
export interface PageRequest {
  /** Empty, or the `nextPageToken` of the page before. */
  readonly pageToken: string;
  /** The most to return. Zero asks for as many as a page may have. */
  readonly pageSize: number;
}

/** A part of a list. */
export interface Page<T> {
  readonly found: readonly T[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/**
 * Returns a page of at most 1,000 rows. `list` returns, in its own order, at most `limit` rows that come
 * after the one with the id `afterId`, or the first ones where that is 0. Throws a ConnectError
 * INVALID_ARGUMENT when the token is not one of ours, or the size is negative.
 */
export async function listPage<T extends { readonly id: number }>(
  { pageToken, pageSize }: PageRequest,
  list: (afterId: number, limit: number) => Promise<readonly T[]>,
): Promise<Page<T>> {
  if (!/^\d{0,15}$/.test(pageToken)) {
    throw invalidArgument("page_token must be the next_page_token of an earlier page, or empty");
  }
  if (pageSize < 0) throw invalidArgument(`page_size must not be negative, as ${pageSize} is`);
  const size = Math.min(pageSize || MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  // One more than the page has tells whether there is a next one.
  const rows = await list(Number(pageToken), size + 1);
  const found = rows.slice(0, size);
  return { found, nextPageToken: rows.length > size ? `${found.at(-1)?.id}` : "" };
}

const MAX_PAGE_SIZE = 1_000;
