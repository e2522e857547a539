export type { Instance, Registry } from "@hipstershop/registry";
export { checkLength } from "./check-length.ts";
export { crashReason } from "./crash-note.ts";
export {
  defineService,
  defineWeb,
  type ServiceContext,
  type ServiceDefinition,
} from "./definition.ts";
export { excerpt } from "./excerpt.ts";
export { foldText } from "./fold-text.ts";
export { type Hosted, type HostOptions, host } from "./host.ts";
export { type HostedTogether, hostTogether } from "./host-together.ts";
export type { PortListener } from "./open-port.ts";
export { openShopRegistry } from "./open-shop-registry.ts";
export { createPageQueue, type PageQueue, TooBusyError } from "./page-queue.ts";
export { createPatience, type Patience } from "./patience.ts";
export { type Reflection, reflect } from "./reflection-client.ts";
export { serve, serveTogether } from "./serve.ts";
export { type ServiceOffer, serviceOffer } from "./service-offer.ts";
export { parseSettings, variableNames } from "./settings.ts";
export { createSpells, type Spells } from "./spells.ts";
export {
  type Config,
  choice,
  duration,
  flag,
  integer,
  parseVariables,
  text,
  url,
  type Variables,
} from "./variables.ts";
export { type WatchedStore, watchStore } from "./watch-store.ts";
