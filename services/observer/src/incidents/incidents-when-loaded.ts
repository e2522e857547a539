import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";

type Incidents = ServiceImpl<typeof IncidentService>;

/**
 * Answers the RPCs about incidents when what answers them is loaded, which the first one begins.
 * UNIMPLEMENTED where nothing may be broken.
 */
export function incidentsWhenLoaded(
  load: () => Promise<{ readonly incidents: Incidents | undefined }>,
): Incidents {
  const loaded = async () => {
    const { incidents } = await load();
    if (incidents) return incidents;
    throw new ConnectError("incidents are for development alone", Code.Unimplemented);
  };
  return {
    listIncidents: async (...call) => (await loaded()).listIncidents(...call),
    getIncident: async (...call) => (await loaded()).getIncident(...call),
    startIncident: async (...call) => (await loaded()).startIncident(...call),
    takeHint: async (...call) => (await loaded()).takeHint(...call),
    giveAnswer: async (...call) => (await loaded()).giveAnswer(...call),
    giveUp: async (...call) => (await loaded()).giveUp(...call),
    stopIncident: async (...call) => (await loaded()).stopIncident(...call),
    explainIncident: async (...call) => (await loaded()).explainIncident(...call),
  };
}
