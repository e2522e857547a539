import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Client } from "@connectrpc/connect";
import { openFlagFile } from "@hipstershop/faults";
import { CopyState, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import { IncidentService, IncidentState } from "@hipstershop/proto/hipstershop/observer/incidents";
import { ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import type { Registry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import { everyDraw } from "observer/every-draw";
import { processesOf, type Run, runScript } from "../run-script.ts";
import { openMdnsRegistry } from "../shop.ts";
import { connectAgent } from "./connect-agent.ts";
import { findSlowService } from "./find-slow-service.ts";

const skip =
  process.platform !== "linux" && process.env.REQUIRE_ALL !== "1" && "finds processes in /proc";
const DEADLINE = { interval: 250, timeout: 90_000 };
const LOAD = "loadgenerator";

describe("incidents", { skip }, () => {
  const SHOP = `incidents-${randomBytes(4).toString("hex")}`;
  const stack = new AsyncDisposableStack();
  let run: Run;
  let registry: Registry;
  let game: Client<typeof IncidentService>;
  let runner: Client<typeof DevRunnerService>;
  let observer: Client<typeof ObserverService>;
  let path: string;

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), "hipstershop-incidents-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    path = join(folder, "flags.json");
    registry = stack.use(await openMdnsRegistry(SHOP));
    // Few visitors who do not think: what is to be seen comes soon, and this machine has other work.
    const env = { SHOP, PORT: "0", FLAGS_FILE: path, USERS: "2", WAIT: "none", LOG_FORMAT: "json" };
    run = stack.use(await runScript("npm", ["run", "dev"], env));
    const clients = stack.use(createClients({ registry }));
    const named = { timeoutMs: 90_000, waitMs: 90_000 };
    game = clients.client(IncidentService, { ...named, name: OBSERVER });
    observer = clients.client(ObserverService, { ...named, name: OBSERVER });
    runner = clients.client(DevRunnerService, { ...named, name: "devrunner" });
  });
  after(() => stack.disposeAsync());

  async function loads() {
    const { copies } = await runner.listCopies({});
    return copies.filter(({ service, state }) => service === LOAD && state === CopyState.RUNNING);
  }

  function flagsOn(): string[] {
    using file = openFlagFile(path);
    if (file.concealed) return ["concealed"];
    return file.list().flatMap(({ name, on }) => (on.length > 0 ? [name] : []));
  }

  /** Waits until all that an explanation names is to be seen. */
  async function untilSeen(t: TestContext): Promise<void> {
    await t.waitFor(async () => {
      const { steps } = await game.explainIncident({});
      const unseen = steps.filter(({ seen }) => !seen).map(({ text }) => text);
      assert.deepEqual(unseen, []);
      assert.ok(steps.length > 1);
      assert.ok(steps.every(({ evidence, link }) => evidence !== "" && link.startsWith("/")));
    }, DEADLINE);
  }

  test("nothing of them is to be seen in a shop that is well", async (t) => {
    await t.waitFor(async () => {
      const known = await registry.listServices();
      for (const name of [...serviceNames, OBSERVER, "devrunner"]) {
        assert.ok(known.includes(name), `${name} is missing: ${run.output()}`);
      }
    }, DEADLINE);
    await runner.addCopy({ service: LOAD });
    await t.waitFor(async () => {
      const { traces } = await observer.findTraces({ text: "checkout", limit: 5 });
      assert.equal(traces.length, 5);
    }, DEADLINE);
    const { incidents } = await game.listIncidents({});
    assert.equal(incidents.length, 12);
    for (const { name } of incidents) {
      const { steps } = await game.explainIncident({ name, seed: 1 });
      assert.ok(
        steps.some(({ seen }) => !seen),
        `${name} is seen, and nothing is broken: ${JSON.stringify(steps)}`,
      );
    }
  });

  test("a process logs one line when its faults change, and the others none", async (t) => {
    t.after(() => observer.clearFaults({}));
    const { copies } = await runner.listCopies({});
    const services = ["devrunner", ...copies.map(({ service }) => service)].sort();
    let told = faultLines(run).length;
    /** Waits until these have logged a line that says so, and nobody else any. */
    async function tell(names: readonly string[], faults: readonly string[]) {
      await t.waitFor(() => assert.ok(faultLines(run).length >= told + names.length), DEADLINE);
      const lines = faultLines(run).slice(told);
      assert.deepEqual(lines.map(({ service }) => service).sort(), names);
      for (const line of lines) assert.deepEqual(line.faults, faults);
      told += lines.length;
    }
    await observer.setFault({ name: "cartFailure", value: "10%" });
    await tell(["cartservice"], ['cartFailure "10%"']);
    await observer.clearFaults({});
    await tell(["cartservice"], []);
    await observer.setFault({
      name: "rpcLatency",
      value: "100ms",
      target: { method: "NoSuchRpc" },
    });
    await tell(services, ['rpcLatency "100ms" (method NoSuchRpc)']);
    await observer.clearFaults({});
    await tell(services, []);
  });

  for (const { name, seed } of everyDraw()) {
    test(`${name} ${seed} is found by its explanation's own steps, and put back`, async (t) => {
      const { incident } = await game.startIncident({ name, seed });
      t.after(() => game.stopIncident({}));
      assert.equal(incident?.name, name);
      await untilSeen(t);
      const wrong = await game.giveAnswer({ service: "adservice", cause: "cache" });
      assert.equal(wrong.right, false);
      const { answers } = await game.explainIncident({});
      for (const { service, cause } of answers) {
        assert.equal((await game.giveAnswer({ service, cause })).right, true);
      }
      const solved = (await game.getIncident({})).incident;
      assert.equal(solved?.state, IncidentState.SOLVED);
      await game.stopIncident({});
      assert.deepEqual(flagsOn(), []);
    });
  }

  test("an agent finds the cause of an incident over MCP", async (t) => {
    const [observer] = await registry.getService(OBSERVER);
    await using agent = await connectAgent(observer?.address ?? "");
    const wanted = [
      "start_incident",
      "take_hint",
      "give_answer",
      "explain_incident",
      "stop_incident",
    ];
    await t.waitFor(async () => {
      const tools = await agent.tools();
      assert.deepEqual(
        wanted.filter((name) => !tools.includes(name)),
        [],
      );
    }, DEADLINE);
    await agent.ask("start_incident", { name: "slow-pages", seed: 1 });
    t.after(() => game.stopIncident({}));
    const { incident } = await agent.ask<Told>("take_hint");
    assert.match(incident.hints[0] ?? "", /Open one of them/);
    await t.waitFor(async () => {
      const service = await findSlowService(agent);
      assert.ok(service);
      const { right } = await agent.ask<Told>("give_answer", { service, cause: "slow" });
      assert.equal(right, true);
    }, DEADLINE);
    const { steps } = await agent.ask<{ steps: { seen: boolean }[] }>("explain_incident");
    assert.ok(steps.length > 1);
    await agent.ask("stop_incident");
    assert.deepEqual(flagsOn(), []);
  });

  test("one that sends its own visitors takes them away again, also when the observer is killed", async (t) => {
    for (const { pid } of await loads()) await runner.stopCopy({ pid });
    await t.waitFor(async () => assert.deepEqual(await loads(), []), DEADLINE);
    await game.startIncident({ name: "slow-pages", seed: 1 });
    assert.equal((await loads()).length, 1);
    assert.notDeepEqual(flagsOn(), []);
    const { copies } = await runner.listCopies({});
    const killed = copies.find(({ service }) => service === OBSERVER);
    await runner.killCopy({ pid: killed?.pid ?? 0 });
    await t.waitFor(async () => {
      assert.deepEqual(flagsOn(), []);
      assert.deepEqual(await loads(), []);
      assert.equal((await game.getIncident({})).incident, undefined);
    }, DEADLINE);
  });

  test("Ctrl-C ends an incident with the shop", async (t) => {
    await game.startIncident({ name: "held-breath", seed: 1 });
    assert.notDeepEqual(flagsOn(), []);
    run.signal("SIGINT");
    await t.waitFor(() => assert.deepEqual(processesOf(SHOP), []), DEADLINE);
    assert.deepEqual(flagsOn(), []);
  });
});

interface Told {
  readonly right?: boolean;
  readonly incident: { readonly hints: readonly string[] };
}

/** Returns the lines with which processes have told of their faults. */
function faultLines(run: Run) {
  const lines = run
    .output()
    .split("\n")
    .filter((line) => line.includes('"faults":['));
  return lines.map((line) => JSON.parse(line) as { service: string; faults: string[] });
}
