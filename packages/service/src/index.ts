export {
  defineService,
  defineWeb,
  type RequestListener,
  type ServiceContext,
  type ServiceDefinition,
} from "./definition.ts";
export { serve } from "./serve.ts";
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
