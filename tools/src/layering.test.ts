import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { layeringProblems } from "./layering.ts";

test("layeringProblems finds nothing when every import keeps to the layers", async (t) => {
  const repository = await setUp(t, {
    "packages/money/src/index.ts": 'import { Money } from "@hipstershop/proto/hipstershop/common";',
    "packages/money/src/add.test.ts":
      'import { add } from "./index.ts";\nimport fc from "fast-check";',
    "services/cart/src/main.ts":
      'import {\n  add,\n} from "@hipstershop/money";\nimport "./cart.ts";',
  });
  assert.deepEqual(await layeringProblems(repository), []);
});

test("layeringProblems finds an import that goes up", async (t) => {
  const repository = await setUp(t, {
    "packages/money/src/index.ts": 'import { cart } from "cart";',
  });
  assert.deepEqual(await layeringProblems(repository), [
    "packages/money/src/index.ts imports services/cart, which its package.json does not name",
  ]);
});

test("layeringProblems finds an import from service to service, in whatever form", async (t) => {
  const forms = [
    'import { ads } from "ads";',
    'import type { Ads } from "ads";',
    'import "ads";',
    'export { ads } from "ads";',
    'export * from "ads";',
    'const { ads } = await import("ads");',
    'import {\n  ads,\n  type Ads,\n} from "ads";',
  ];
  for (const form of forms) {
    const repository = await setUp(t, { "services/cart/src/cart.ts": form });
    assert.deepEqual(
      await layeringProblems(repository),
      ["services/cart/src/cart.ts imports services/ads, which its package.json does not name"],
      form,
    );
  }
});

test("layeringProblems finds an import of a library that the package.json does not name", async (t) => {
  const repository = await setUp(t, {
    "packages/money/package.json": manifest("@hipstershop/money", {
      dependencies: { "@big/decimal": "1.0.0" },
      devDependencies: { "fast-check": "1.0.0" },
    }),
    "packages/money/src/add.ts":
      'import { readFile } from "node:fs/promises";\nimport { Big } from "@big/decimal/exact";',
    "packages/money/src/add.test.ts": 'import fc from "fast-check";',
    "packages/money/src/round.ts": 'import fc from "fast-check";',
    "packages/money/src/text.ts": 'import format from "a-library";',
  });
  assert.deepEqual((await layeringProblems(repository)).sort(), [
    "packages/money/src/round.ts imports fast-check, which its package.json does not name",
    "packages/money/src/text.ts imports a-library, which its package.json does not name",
  ]);
});

test("layeringProblems finds a forbidden dependency when a package.json names it", async (t) => {
  const repository = await setUp(t, {
    "services/cart/package.json": manifest("cart", { dependencies: { ads: "*" } }),
    "services/ads/package.json": manifest("ads", { devDependencies: { cart: "*" } }),
  });
  assert.deepEqual(await layeringProblems(repository), [
    "services/ads/package.json may not depend on services/cart",
    "services/cart/package.json may not depend on services/ads",
  ]);
});

test("layeringProblems finds a way into another package's inside", async (t) => {
  const repository = await setUp(t, {
    "services/cart/src/cart.ts": 'import { add } from "@hipstershop/money/src/add.ts";',
    "services/cart/src/main.ts": 'import { add } from "../../../packages/money/src/add.ts";',
  });
  assert.deepEqual((await layeringProblems(repository)).sort(), [
    'services/cart/src/cart.ts reaches into packages/money with "@hipstershop/money/src/add.ts"',
    "services/cart/src/main.ts reaches out of its package to packages/money/src/add.ts",
  ]);
});

test("layeringProblems lets only tests import what is a devDependency", async (t) => {
  const importing = 'import { registry } from "@hipstershop/registry";';
  const repository = await setUp(t, {
    "packages/registry/package.json": manifest("@hipstershop/registry"),
    "services/cart/package.json": manifest("cart", {
      dependencies: { "@hipstershop/money": "*" },
      devDependencies: { "@hipstershop/registry": "*" },
    }),
    "services/cart/src/cart.test.ts": importing,
    "services/cart/src/testing/fake.ts": importing,
    "services/cart/src/cart.ts": importing,
  });
  assert.deepEqual(await layeringProblems(repository), [
    "services/cart/src/cart.ts imports packages/registry, which its package.json does not name",
  ]);
});

test("layeringProblems asks for a layer when a folder has none", async (t) => {
  const repository = await setUp(t, {
    "packages/gadgets/package.json": manifest("@hipstershop/gadgets"),
  });
  assert.deepEqual(await layeringProblems(repository), [
    "packages/gadgets has no layer: give it a line in tools/src/layering.ts",
  ]);
});

function manifest(name: string, rest: object = {}): string {
  return JSON.stringify({ name, exports: "./src/index.ts", ...rest });
}

/** Writes a repository with a small shop in it, and some files more or instead. */
async function setUp(t: TestContext, files: Record<string, string>): Promise<string> {
  const repository = await mkdtemp(join(tmpdir(), "hipstershop-layering-"));
  t.after(() => rm(repository, { recursive: true, force: true }));
  const money = {
    dependencies: { "@hipstershop/proto": "*" },
    devDependencies: { "fast-check": "1.0.0" },
  };
  const cart = { dependencies: { "@hipstershop/money": "*" } };
  const all = {
    "package.json": JSON.stringify({ workspaces: ["packages/*", "services/*", "shop"] }),
    "packages/proto/package.json": manifest("@hipstershop/proto", {
      exports: { "./*": "./gen/*" },
    }),
    "packages/money/package.json": manifest("@hipstershop/money", money),
    "services/ads/package.json": manifest("ads"),
    "services/cart/package.json": manifest("cart", cart),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(repository, name)), { recursive: true });
    await writeFile(join(repository, name), content);
  }
  return repository;
}
