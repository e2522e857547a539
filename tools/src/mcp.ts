// The tools of the running shop for a program that speaks MCP, on standard input and output:
// "npm run --silent mcp". Its own words go to standard error.
import { createToolbox, serveStdio } from "@hipstershop/mcp";
import { createClients } from "@hipstershop/rpc";
import { openRegistryFromEnv, openToolTelemetry } from "@hipstershop/service";

const tell = (text: string) => void process.stderr.write(`${text}\n`);
const log = { info: tell, warn: tell };

try {
  const { env } = process;
  await using registry = await openRegistryFromEnv(env, log);
  await using clients = createClients({ registry });
  const telling = { name: "npm run mcp", registry, env, waits: true };
  await using telemetry = await openToolTelemetry(telling);
  const watcher = () => telemetry.recorder;
  await serveStdio(createToolbox({ registry, client: clients.client, watcher }));
} catch (error) {
  tell((error as Error).message);
  process.exitCode = 1;
}
