export {
  type Instance,
  type Registry,
  type RegistryEvent,
  registryEvents,
} from "@hipstershop/registry";
export type { Recorder } from "@hipstershop/telemetry";
export { collectGarbage } from "./collect-garbage.ts";
export {
  answerRpc,
  defineServer,
  defineService,
  defineWeb,
  type ServiceContext,
  type ServiceDefinition,
} from "./definition.ts";
export { crashReason } from "./dev/crash-note.ts";
export { type FailpointHandler, failpoint, handleFailpoints } from "./failpoint.ts";
export { flagsFile } from "./faults/flags-file.ts";
export { noFaults } from "./faults/no-faults.ts";
export { checkEpoch } from "./handler/check-epoch.ts";
export { checkKey } from "./handler/check-key.ts";
export { invalidArgument } from "./handler/invalid-argument.ts";
export { listPage } from "./handler/list-page.ts";
export { reached } from "./handler/reached.ts";
export { readKey } from "./handler/read-key.ts";
export { type RequestName, readName } from "./handler/read-name.ts";
export { watchStore } from "./health/watch-store.ts";
export { createSpells, type Spells } from "./log/spells.ts";
export type { OpenDatabase, ServiceDatabaseOptions } from "./open-database.ts";
export { openRegistryFromEnv } from "./open-registry.ts";
export type { PortListener } from "./port/open-port.ts";
export { createPageQueue, TooBusyError } from "./port/page-queue.ts";
export { checkValues } from "./rpc/check-values.ts";
export { gzip } from "./rpc/gzip.ts";
export { createTimeLimit } from "./rpc/time-limit.ts";
export { serve, serveTogether } from "./serve.ts";
export { setNewest } from "./set-newest.ts";
export { secret } from "./settings/secret.ts";
export { parseSettings, variableNames } from "./settings/settings.ts";
export {
  choice,
  duration,
  flag,
  integer,
  isDecodable,
  parseVariables,
  text,
  url,
} from "./settings/variables.ts";
export { type RunningService, startService } from "./start-service.ts";
export { type RunningServices, startTogether } from "./start-together.ts";
export { LOAD_USER_AGENT } from "./telemetry/load-user-agent.ts";
export { openToolTelemetry } from "./telemetry/open-tool-telemetry.ts";
export { checkLength } from "./text/check-length.ts";
export { checkText } from "./text/check-text.ts";
export { excerpt } from "./text/excerpt.ts";
export { foldText } from "./text/fold-text.ts";
