import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { drawIncident, drawPlan } from "./draw.ts";
import { everyDraw } from "./every-draw.ts";
import { incidents } from "./incidents.ts";

test("docs/incidents.md names every incident, and every answer", async () => {
  const docs = await readFile(join(import.meta.dirname, "../../../../docs/incidents.md"), "utf8");
  const chapters = docs.split(/^##+ /m);
  for (const { name, title, difficulty, draws, plan } of incidents) {
    const chapter = chapters.find((each) => each.startsWith(`${title}\n`));
    assert.ok(chapter?.includes(`\`${name}\`, ${difficulty}.`), name);
    const folded = /<details>([\s\S]*)<\/details>/.exec(chapter ?? "")?.[1] ?? "";
    for (const { service, cause, acts } of draws.flatMap((draw) => plan(draw).causes)) {
      assert.ok(folded.includes(`\`${service} ${cause}\``), `${name}: ${service} ${cause}`);
      for (const act of acts) if ("flag" in act) assert.ok(folded.includes(`\`${act.flag}\``));
    }
  }
});

test("incidents are twelve, each with a name of its own that is not its answer", () => {
  assert.equal(incidents.length, 12);
  assert.equal(new Set(incidents.map(({ name }) => name)).size, 12);
  for (const incident of incidents) {
    for (const { causes, symptom } of incident.draws.map((draw) => incident.plan(draw))) {
      assert.ok(causes.length === 1 || causes.length === 2);
      for (const { service } of causes) {
        const told = `${incident.name} ${incident.title} ${symptom}`;
        assert.ok(!told.includes(service), `${incident.name} says ${service}`);
      }
    }
  }
});

test("a seed always draws the same, and seeds draw all there is", () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
  const drawn = new Set(seeds.map((seed) => drawIncident(seed).name));
  assert.equal(drawn.size, incidents.length);
  for (const incident of incidents) {
    const plans = new Set(seeds.map((seed) => JSON.stringify(drawPlan(incident, seed))));
    assert.equal(plans.size, incident.draws.length, incident.name);
    assert.deepEqual(drawPlan(incident, 7), drawPlan(incident, 7));
  }
});

test("everyDraw has each plan of each incident once", () => {
  const plans = everyDraw().map(({ name, seed }) => {
    const incident = incidents.find((each) => each.name === name);
    assert.ok(incident);
    return `${name} ${JSON.stringify(drawPlan(incident, seed))}`;
  });
  const all = incidents.flatMap(({ name, draws, plan }) =>
    draws.map((draw) => `${name} ${JSON.stringify(plan(draw))}`),
  );
  assert.deepEqual(new Set(plans), new Set(all));
  assert.equal(plans.length, all.length);
});

test("visitors choose a currency and check out where currencyservice can be what is broken", () => {
  // Prices of the catalog are in dollars, and the frontend keeps for minutes what it had converted. An order
  // is priced anew.
  for (const { name, visitors, draws, plan } of incidents) {
    const broken = draws.flatMap((draw) => plan(draw).causes.map(({ service }) => service));
    if (visitors === undefined || !broken.includes("currencyservice")) continue;
    assert.match(visitors, /setCurrency=[1-9]/, name);
    assert.match(visitors, /checkout=[1-9]/, name);
  }
});
