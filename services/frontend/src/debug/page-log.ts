import type { Visit } from "../site/visit.ts";

/** The latest visits, by request id: what "How this page was made" looks into. */
export interface PageLog {
  add(visit: Visit): void;
  find(requestId: string): Visit | undefined;
}

/** Keeps so many visits in the memory of this process; the oldest makes way for the newest. */
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
