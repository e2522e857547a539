// Game days in a terminal, "npm run incident": what the observer's page Incidents offers. See
// docs/incidents.md.
import { ConnectError } from "@connectrpc/connect";
import { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";
import { printable } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { openRegistryFromEnv } from "@hipstershop/service";
import { OBSERVER } from "@hipstershop/shop/names";
import { playIncident } from "./incident/play-incident.ts";

try {
  await using registry = await openRegistryFromEnv(process.env);
  await using clients = createClients({ registry });
  // A copy that starts is waited for.
  const patience = { name: OBSERVER, timeoutMs: 90_000, waitMs: 5_000 };
  const client = clients.client(IncidentService, patience);
  const [observer] = await registry.getService(OBSERVER);
  const lines = await playIncident(process.argv.slice(2), client, `http://${observer?.address}`);
  print(process.stdout, lines);
} catch (error) {
  const message = error instanceof ConnectError ? error.rawMessage : (error as Error).message;
  print(process.stderr, [message]);
  process.exitCode = 1;
}

/** A service may have written part of the lines, so control characters are escaped. */
function print(to: NodeJS.WritableStream, lines: readonly string[]): void {
  to.write(`${lines.map(printable).join("\n")}\n`);
}
