// With NODE_USE_ENV_PROXY=1 Node sends requests to the proxy of HTTP_PROXY, also those for the
// services on this machine, which the proxy cannot reach. This keeps them off it.
const { NODE_USE_ENV_PROXY, NODE_OPTIONS = "", no_proxy, NO_PROXY } = process.env;
const asked =
  NODE_USE_ENV_PROXY === "1" ||
  [NODE_OPTIONS, ...process.execArgv].some((options) => options.includes("--use-env-proxy"));
const exceptions = no_proxy || NO_PROXY;

if (asked && exceptions !== "*") {
  const all = [exceptions, "localhost", "127.0.0.1", "[::1]"].filter(Boolean).join(",");
  // For the processes that this one starts, too. The name in small letters takes precedence.
  process.env[no_proxy ? "no_proxy" : "NO_PROXY"] = all;
  // Loaded only here: it is large.
  process.getBuiltinModule("node:http").setGlobalProxyFromEnv();
}
