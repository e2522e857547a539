export { createHttpEndpoint, type HttpEndpoint } from "./create-http-endpoint.ts";
export { createToolbox, type Toolbox } from "./create-toolbox.ts";
export { serveStdio } from "./serve-stdio.ts";
