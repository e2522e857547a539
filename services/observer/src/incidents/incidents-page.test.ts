import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { IncidentService, IncidentState } from "@hipstershop/proto/hipstershop/observer/incidents";
import { createMemoryRegistry } from "@hipstershop/registry";
import { startDevRunner } from "../testing/start-dev-runner.ts";
import { startObserver } from "../testing/start-observer.ts";

/** An observer of a shop in which visitors are already, with a page and a terminal that play. */
async function open(t: TestContext) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-incidents-")));
  const registry = stack.use(createMemoryRegistry());
  stack.use(await startDevRunner(registry, [7], "loadgenerator"));
  const FLAGS_FILE = join(folder.path, "flags.json");
  const observer = stack.use(await startObserver({ FLAGS_FILE }, registry));
  await t.waitFor(async () => assert.match(await observer.read("/map"), /devrunner/), WAIT);
  const page = () => observer.read("/incidents");
  const transport = createConnectTransport({ baseUrl: observer.url, httpVersion: "1.1" });
  return {
    page,
    terminal: createClient(IncidentService, transport),
    /** Sends a form of the page. */
    async act(fields: Record<string, string>) {
      const shown = await page();
      const own = (name: string) =>
        new RegExp(`name="${name}" value="([^"]+)"`).exec(shown)?.[1] ?? "";
      const response = await fetch(`${observer.url}/incidents`, {
        method: "POST",
        body: new URLSearchParams({ token: own("token"), game: own("game"), ...fields }),
        redirect: "manual",
      });
      const { status, headers } = response;
      return { status, location: headers.get("location"), text: await response.text() };
    },
    /** Opens what a page follows, and returns what waits until it is told of a change. */
    async follow() {
      const closing = new AbortController();
      stack.defer(() => closing.abort());
      const { signal } = closing;
      const { body } = await fetch(`${observer.url}/events?topic=incidents`, { signal });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      return async () => {
        let told = "";
        while (!told.includes("event: incidents")) told += (await reader?.read())?.value;
      };
    },
  };
}

const CAUSE = { service: "productcatalogservice", cause: "bad-data" };

test("the page starts an incident, gives hints, takes answers, explains it, and stops it", async (t) => {
  const { act, page } = await open(t);
  assert.match(await page(), /Surprise me/);
  const started = await act({ act: "start", name: "some-carts-fail" });
  assert.deepEqual([started.status, started.location], [303, "/incidents"]);
  assert.match(await page(), /Not every cart can be paid[\s\S]*None was taken yet/);
  await act({ act: "hint" });
  assert.match(await page(), /class="hints"><li>[^<]+<\/li><\/ol>[\s\S]*Another hint \(2 left\)/);
  await act({ act: "answer", service: "cartservice", cause: "slow" });
  assert.match(await page(), /class="wrong"><b>Not it<\/b> cartservice/);
  assert.doesNotMatch(await page(), /How it is found/);
  await act({ act: "answer", ...CAUSE });
  assert.match(await page(), /You found it[\s\S]*How it is found[\s\S]*class="right"/);
  assert.equal((await act({ act: "hint" })).status, 409);
  await act({ act: "stop" });
  assert.match(await page(), /Surprise me/);
});

test("the page shows the answer to who gives up, and is broken until it is stopped", async (t) => {
  const { act, page, terminal } = await open(t);
  await act({ act: "start", name: "slow-pages" });
  await act({ act: "give-up" });
  assert.match(await page(), /This is what it was[\s\S]*How it is found/);
  assert.equal((await terminal.getIncident({})).incident?.state, IncidentState.GIVEN_UP);
});

test("the page refuses what cannot be done, and says why", async (t) => {
  const { act, terminal } = await open(t);
  const refused = async (fields: Record<string, string>, status: number, text: RegExp) => {
    const answer = await act(fields);
    assert.equal(answer.status, status);
    assert.match(answer.text, text);
  };
  const start = { act: "start", name: "slow-pages" };
  await refused({ ...start, token: "guess" }, 403, /That was refused/);
  await refused({ act: "start", name: "no-such" }, 409, /There is no incident &quot;no-such&quot;/);
  await refused({ act: "hint" }, 409, /No incident runs/);
  await refused({ act: "answer", ...CAUSE }, 409, /No incident runs/);
  assert.equal((await terminal.getIncident({})).incident, undefined);
  const both = await Promise.all([act(start), act(start)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 409]);
  await refused({ act: "answer", service: "adservice", cause: "moon" }, 409, /The cause must be/);
  await refused({ act: "start", name: "bad-day" }, 409, /An incident runs already/);
});

test("a page that is still open does nothing to the incident that came after its own", async (t) => {
  const { act, page, terminal } = await open(t);
  await act({ act: "start", name: "some-carts-fail" });
  const game = /name="game" value="([^"]+)"/.exec(await page())?.[1] ?? "";
  await terminal.stopIncident({});
  await terminal.startIncident({ name: "some-carts-fail" });
  const before = await terminal.getIncident({});
  for (const what of ["hint", "give-up", "answer", "stop"]) {
    const { status, text } = await act({ act: what, game, ...CAUSE });
    assert.equal(status, 409, what);
    assert.match(text, /Your page is of another incident than the one that runs now/);
  }
  assert.deepEqual(await terminal.getIncident({}), before);
});

test("a page that is open follows what is done in a terminal, and the other way round", async (t) => {
  const { act, page, terminal, follow } = await open(t);
  const told = await follow();
  await terminal.startIncident({ name: "some-carts-fail" });
  await told();
  assert.match(await page(), /data-follow="incidents"[\s\S]*Not every cart can be paid/);
  await terminal.giveAnswer({ service: "cartservice", cause: "slow" });
  await told();
  assert.match(await page(), /class="wrong"/);
  await act({ act: "answer", ...CAUSE });
  assert.equal((await terminal.getIncident({})).incident?.state, IncidentState.SOLVED);
  await terminal.stopIncident({});
  await told();
  assert.match(await page(), /Surprise me/);
});

const WAIT = { interval: 20, timeout: 20_000 };
