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

test("parseSettings gives defaults when the environment is empty", () => {
  const { shared, config, addresses } = parseSettings(definition, { SHOP: "", PORT: "" });
  assert.equal(shared.PORT, 8080);
  assert.equal(shared.REGISTRY, "mdns");
  assert.equal(shared.NODE_ENV, "development");
  assert.equal(shared.EXTRA_LATENCY, 0);
  assert.equal(shared.IDLE_TIMEOUT, 65_000);
  assert.match(shared.SHOP, /^[\w.-]+$/);
  assert.deepEqual({ ...config }, { USERS: 3 });
  assert.deepEqual({ ...addresses }, {});
});

test("parseSettings chooses the platform as registry when it runs in a cluster", () => {
  const env = { KUBERNETES_SERVICE_HOST: "10.0.0.1" };
  assert.equal(parseSettings(definition, env).shared.REGISTRY, "kubernetes");
  assert.equal(parseSettings(definition, { ...env, REGISTRY: "static" }).shared.REGISTRY, "static");
});

test("parseSettings reads addresses by registry name", () => {
  const env = { PRODUCT_CATALOG_SERVICE_ADDR: "catalog:3550", AD_SERVICE_ADDR: "[::1]:9555" };
  assert.deepEqual(
    { ...parseSettings(definition, env).addresses },
    { productcatalogservice: "catalog:3550", adservice: "[::1]:9555" },
  );
});

test("parseSettings names every problem in one line and no value", () => {
  const env = {
    PORT: "80800",
    SHOP: "../etc",
    REGISTRY: "consul",
    EXTRA_LATENCY: "5",
    LOG_FORMAT: "xml",
    NODE_ENV: "prod",
    USERS: "many",
    CART_SERVICE_ADDR: "secret-without-port",
  };
  assert.throws(
    () => parseSettings(definition, env),
    (error: Error) => {
      assert.ok(error instanceof StartError);
      for (const name of Object.keys(env)) assert.ok(error.message.includes(name), name);
      assert.doesNotMatch(error.message, /\n|consul|many|prod\b/);
      return true;
    },
  );
});
