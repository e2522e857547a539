import type { ClientCounts, Clients } from "@hipstershop/rpc";
import type { ReadMetric } from "@hipstershop/telemetry";

/** Returns the metrics of the connections that a service has open at its port. */
export function connectionMetrics(connections: () => number): ReadMetric[] {
  return [
    {
      name: "hipstershop.server.connections",
      unit: "{connection}",
      description: "Connections that others have open.",
      grows: false,
      read: () => [[connections()]],
    },
  ];
}

/** Returns the metrics of what a service knows of those that it calls, by their names. */
export function clientMetrics(clients: Pick<Clients, "counts">): ReadMetric[] {
  const metric = (
    name: string,
    unit: string,
    description: string,
    value: (counts: ClientCounts) => number,
    grows = true,
  ): ReadMetric => ({
    name: `hipstershop.${name}`,
    unit,
    description,
    grows,
    read: () =>
      clients.counts().map((counts) => [value(counts), { "server.address": counts.service }]),
  });
  return [
    {
      name: "http.client.open_connections",
      unit: "{connection}",
      description: "Connections to other services that are open.",
      grows: false,
      read: () => clients.counts().flatMap(openConnections),
    },
    metric(
      "registry.instances",
      "{instance}",
      "Instances of services to call that the registry knows.",
      ({ instances }) => instances,
      false,
    ),
    metric("registry.lookups", "{lookup}", "Watches of a name begun.", ({ lookUps }) => lookUps),
    metric(
      "registry.changes",
      "{change}",
      "How often the registry told which instances a name has.",
      ({ changes }) => changes,
    ),
    metric(
      "rpc.client.ejections",
      "{ejection}",
      "How often an instance was put aside because it failed.",
      ({ ejections }) => ejections,
    ),
    {
      name: "hipstershop.rpc.client.cache.answers",
      unit: "{answer}",
      description: "Calls of clients with a cache, by what answered them.",
      grows: true,
      read: () => clients.counts().flatMap(({ service, cached }) => answers(service, cached)),
    },
  ];
}

function openConnections({ service, connections }: ClientCounts) {
  return (["active", "idle"] as const).map(
    (state) =>
      [connections[state], { "server.address": service, "http.connection.state": state }] as const,
  );
}

/** Returns how often each kind of answer came, of those that came at all. */
function answers(service: string, cached: ClientCounts["cached"]) {
  return Object.entries(cached)
    .filter(([, count]) => count > 0)
    .map(
      ([cache, count]) =>
        [count, { "server.address": service, "hipstershop.cache": cache }] as const,
    );
}
