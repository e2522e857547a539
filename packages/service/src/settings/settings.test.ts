import assert from "node:assert/strict";
import { test } from "node:test";
import { defineWeb } from "../definition.ts";
import { StartError } from "../start-error.ts";
import { parseSettings } from "./settings.ts";
import { integer } from "./variables.ts";

const definition = defineWeb({
  name: "frontend",
  port: 8080,
  variables: { USERS: integer({ min: 1, max: 9, fallback: 3 }) },
  create: () => () => {},
});

test("parseSettings gives defaults when the environment is empty", async () => {
  const { shared, config, addresses, registry } = await parseSettings(definition, {
    SHOP: "",
    PORT: "",
  });
  assert.equal(shared.PORT, 8080);
  assert.equal(registry.kind.name, "mdns");
  assert.equal(shared.NODE_ENV, "development");
  assert.equal(shared.EXTRA_LATENCY, 0);
  assert.equal(shared.IDLE_TIMEOUT, 65_000);
  assert.match(shared.SHOP, /^[\w.-]+$/);
  assert.deepEqual({ ...config }, { USERS: 3 });
  assert.deepEqual({ ...addresses }, {});
});

test("parseSettings chooses the platform as registry when it runs in a cluster", async () => {
  const env = { KUBERNETES_SERVICE_HOST: "10.0.0.1" };
  const chosen = async (own: object) =>
    (await parseSettings(definition, { ...env, ...own })).registry.kind.name;
  assert.equal(await chosen({}), "kubernetes");
  assert.equal(await chosen({ REGISTRY: "static" }), "static");
});

test("parseSettings reads addresses by registry name", async () => {
  const env = { PRODUCT_CATALOG_SERVICE_ADDR: "catalog:3550", AD_SERVICE_ADDR: "[::1]:9555" };
  assert.deepEqual(
    { ...(await parseSettings(definition, env)).addresses },
    { productcatalogservice: "catalog:3550", adservice: "[::1]:9555" },
  );
});

test("parseSettings names every problem in one line and no value", async () => {
  const env = {
    PORT: "80800",
    SHOP: "../etc",
    REGISTRY: "consul",
    EXTRA_LATENCY: "5",
    LOG_FORMAT: "xml",
    NODE_ENV: "prod",
    USERS: "many",
    DATABASE_URL: "mysql://shop:hunter2@db/shop",
    CART_SERVICE_ADDR: "secret-without-port",
  };
  await assert.rejects(parseSettings(definition, env), (error: Error) => {
    assert.ok(error instanceof StartError);
    for (const name of Object.keys(env)) assert.ok(error.message.includes(name), name);
    assert.doesNotMatch(error.message, /\n|consul|many|hunter2|prod\b/);
    return true;
  });
});
