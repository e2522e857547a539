import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserverLink } from "../startup/follow-observer.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("a page leads to the observer, and says how it was found, while there is one", async () => {
  const found = "Found by its name";
  let link: ObserverLink | undefined = { origin: "http://127.0.0.1:4318", found };
  await using frontend = await openFrontend({ site: { observer: () => link } });
  const footer = async () =>
    /<footer[\s\S]*<\/footer>/.exec((await frontend.get("/cart")).body)?.[0] ?? "";
  const there = await footer();
  assert.match(there, /href="http:\/\/127\.0\.0\.1:4318\/" title="Found by its name">See the shop/);
  assert.match(there, /href="http:\/\/127\.0\.0\.1:4318\/mail"/);
  link = undefined;
  assert.doesNotMatch(await footer(), /4318/);
});
