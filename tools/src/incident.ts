// Game days in a terminal, "npm run incident": what the observer's page Incidents offers. See
// docs/incidents.md.
import { ConnectError } from "@connectrpc/connect";
import { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";
import { createClients } from "@hipstershop/rpc";
import { openRegistryFromEnv } from "@hipstershop/service";
import { OBSERVER } from "@hipstershop/shop/names";
import { playIncident } from "./incident/play-incident.ts";
import { print } from "./print.ts";

try {
  await using registry = await openRegistryFromEnv(process.env);
  await using clients = createClients({ registry });
  // A copy that starts is waited for.
  const patience = { name: OBSERVER, timeoutMs: 90_000, waitMs: 5_000 };
  const client = clients.client(IncidentService, patience);
  const [observer] = await registry.getService(OBSERVER);
  print(await playIncident(process.argv.slice(2), client, `http://${observer?.address}`));
} catch (error) {
  const message = error instanceof ConnectError ? error.rawMessage : (error as Error).message;
  print([message], process.stderr);
  process.exitCode = 1;
}
