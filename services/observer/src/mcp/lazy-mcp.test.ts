import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";
import { startObserver } from "../testing/start-observer.ts";

test("the observer loads nothing of MCP before somebody asks for it", async (t) => {
  const loaded: string[] = [];
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (/modelcontextprotocol|hipstershop\/mcp/.test(specifier)) loaded.push(specifier);
      return next(specifier, context);
    },
  });
  t.after(() => hooks.deregister());
  await using observer = await startObserver();
  await observer.read("/map");
  assert.equal(loaded.length, 0, loaded.join(", "));
  await observer.read("/mcp");
  assert.ok(loaded.includes("@modelcontextprotocol/server"), loaded.join(", "));
});
