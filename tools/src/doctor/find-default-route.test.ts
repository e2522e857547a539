import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findDefaultRoute } from "./find-default-route.ts";

const HEADER = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask";
const LAN = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000";
const LOCAL = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF";

for (const { what, routes, expected } of [
  { what: "one default route", routes: [LOCAL, LAN], expected: { interface: "eth0", vpn: false } },
  {
    what: "a VPN with the lower metric",
    routes: [LAN, "wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000"],
    expected: { interface: "wg0", vpn: true },
  },
  {
    what: "a VPN that covers the whole in two halves",
    routes: [LAN, "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080"],
    expected: { interface: "tun0", vpn: true },
  },
  { what: "no default route", routes: [LOCAL], expected: undefined },
]) {
  test(`findDefaultRoute reads the table when there is ${what}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "hipstershop-routes-"));
    t.after(() => rm(folder, { recursive: true }));
    const table = join(folder, "route");
    await writeFile(table, [HEADER, ...routes, ""].join("\n"));
    assert.deepEqual(await findDefaultRoute(table), expected);
  });
}

test("findDefaultRoute returns undefined when the system has no such table", async () => {
  assert.equal(await findDefaultRoute("/nonexistent"), undefined);
});
