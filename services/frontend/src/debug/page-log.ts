import type { Visit } from "../site/visit.ts";

/** The latest visits, by request id. "How this page was made" reads them. */
export interface PageLog {
  add(visit: Visit): void;
  find(requestId: string): Visit | undefined;
}

/**
 * Keeps at most `max` visits in the memory of this process. The oldest is dropped for the newest.
 */
export function createPageLog(options: { readonly max: number }): PageLog {
  const visits = new Map<string, Visit>();
  return {
    add(visit) {
      visits.set(visit.requestId, visit);
      const [oldest] = visits.keys();
      if (visits.size > options.max && oldest !== undefined) visits.delete(oldest);
    },
    find: (requestId) => visits.get(requestId),
  };
}
