import type { Request } from "express";

/** One page of a list that may be too long for one. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly pager: Pager;
}

/** Where the other pages are. */
export interface Pager {
  /** From 1 on. */
  readonly page: number;
  readonly pages: number;
  /** How many items all pages have. */
  readonly total: number;
  /** The first and the last page and those around this one, in order; none where one page is all. */
  readonly links: readonly PageLink[];
}

export interface PageLink {
  readonly page: number;
  /** Below the site's root. */
  readonly path: string;
  /** Whether pages between the one before and this one are left out. */
  readonly gap: boolean;
}

/**
 * Returns the page of a list that `?page=` of a request asks for, by default the first; undefined
 * when there is no such page.
 */
export function paged<T>(request: Request, items: readonly T[]): Paged<T> | undefined {
  const { page: asked = "1", q } = request.query;
  const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  const page = typeof asked === "string" && /^[1-9]\d{0,8}$/.test(asked) ? Number(asked) : 0;
  if (page < 1 || page > pages) return undefined;

  const pathTo = (to: number) => {
    const query = new URLSearchParams(typeof q === "string" ? { q } : {});
    if (to > 1) query.set("page", String(to));
    return `${request.path}${query.size > 0 ? `?${query}` : ""}`;
  };
  const near = [1, page - 1, page, page + 1, pages].filter((each) => each >= 1 && each <= pages);
  const shown = pages > 1 ? [...new Set(near)] : [];
  const links = shown.map((each, index) => ({
    page: each,
    path: pathTo(each),
    gap: each - (shown[index - 1] ?? 0) > 1,
  }));
  const start = (page - 1) * PAGE_SIZE;
  return {
    items: items.slice(start, start + PAGE_SIZE),
    pager: { page, pages, total: items.length, links },
  };
}

/** Up to this many products are on one page. */
const PAGE_SIZE = 100;
