// Where Node is told to use the proxy of HTTP_PROXY (NODE_USE_ENV_PROXY=1), it would ask that for
// the services on this machine as well, which it cannot reach.
const { NODE_USE_ENV_PROXY, NODE_OPTIONS = "", no_proxy, NO_PROXY } = process.env;
const asked =
  NODE_USE_ENV_PROXY === "1" ||
  [NODE_OPTIONS, ...process.execArgv].some((options) => options.includes("--use-env-proxy"));
const exceptions = no_proxy || NO_PROXY;

if (asked && exceptions !== "*") {
  const all = [exceptions, "localhost", "127.0.0.1", "[::1]"].filter(Boolean).join(",");
  // For the processes that this one starts, too. The name in small letters counts first.
  process.env[no_proxy ? "no_proxy" : "NO_PROXY"] = all;
  // Loaded only here: it is large.
  process.getBuiltinModule("node:http").setGlobalProxyFromEnv();
}
