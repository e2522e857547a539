import type { Route } from "./route.ts";

/** The most topics that a page follows. */
const MAX_TOPICS = 10;

/** Answers `GET /events?topic=…`: the stream of what happens. */
export const eventsRoute: Route = {
  method: "GET",
  path: "/events",
  answer: ({ url }) => ({
    kind: "events",
    topics: url.searchParams.getAll("topic").slice(0, MAX_TOPICS),
  }),
};
