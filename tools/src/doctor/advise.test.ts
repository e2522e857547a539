import assert from "node:assert/strict";
import { test } from "node:test";
import { advise } from "./advise.ts";
import type { InstanceReport, MulticastProbe, Report } from "./report.ts";

const LOOPBACK = { interface: "lo", address: "127.0.0.1", loopback: true };
const LAN = { interface: "wlan0", address: "192.0.2.7", loopback: false };
const GOOD = { sends: true, receives: true };

test("advise has nothing to say when every service is found and serving", () => {
  assert.deepEqual(advise(found({})), []);
});

test("advise says to start the shop when none of its services is found", () => {
  const services = [service("adservice", []), service("cartservice", [])];
  const [problem, ...rest] = advise(found({ services }));
  assert.match(problem?.what ?? "", /No service of the shop "mine"/);
  assert.match(problem?.advice ?? "", /npm run dev.*SHOP/);
  assert.deepEqual(rest, []);
});

test("advise does not name npm run dev when the registry works in one process only", () => {
  const registry = { name: "memory", reach: "process" as const, why: "", notes: [] };
  const services = [service("adservice", []), service("cartservice", [])];
  const [problem, ...rest] = advise(found({ registry, services }));
  assert.match(problem?.what ?? "", /only what runs in the same process/);
  assert.match(problem?.advice ?? "", /"npm start"/);
  assert.deepEqual(rest, []);
});

test("advise names the variables when the registry is static", () => {
  const hint = "REGISTRY=static finds only what a variable such as AD_SERVICE_ADDR names";
  const announces = "nothing" as const;
  const registry = { name: "static", announces, hint, why: "", notes: [] };
  const refused = service("cartservice", [instance("connect ECONNREFUSED 127.0.0.1:1")]);
  const problems = advise(found({ registry, services: [service("adservice", []), refused] }));
  assert.deepEqual(
    problems.map(({ advice }) => advice),
    [hint, "Nothing listens there: start it, or correct its variable"],
  );
});

test("advise names the service when it is missing and others are not", () => {
  const services = [service("adservice"), service("cartservice", [])];
  const [problem, ...rest] = advise(found({ services }));
  assert.equal(problem?.severity, "error");
  assert.equal(problem?.what, "cartservice is not found");
  assert.match(problem?.advice ?? "", /services\/cartservice/);
  assert.deepEqual(rest, []);
});

test("advise ignores a service that the shop does not need", () => {
  const stranger = { ...service("stranger", []), expected: false };
  assert.deepEqual(advise(found({ services: [service("adservice"), stranger] })), []);
});

for (const { health, advice } of [
  { health: "connect ECONNREFUSED 127.0.0.1:1", advice: /without a goodbye/ },
  { health: "NOT_SERVING", advice: /lost its store/ },
  { health: "silent for 2000 ms", advice: /restart it/ },
]) {
  test(`advise names the instance when its health is "${health}"`, () => {
    const [problem] = advise(found({ services: [service("adservice", [instance(health)])] }));
    assert.equal(problem?.severity, "error");
    assert.equal(problem?.what, `adservice is unhealthy: id at 127.0.0.1:1 says ${health}`);
    assert.match(problem?.advice ?? "", advice);
  });
}

test("advise names who holds port 5353 when the registry could not bind it", () => {
  const registry = { why: "", notes: [], failure: "bind EADDRINUSE 0.0.0.0:5353" };
  const portHolders = { holders: [{ pid: 1, command: "avahi-daemon" }] };
  const [problem] = advise(found({ registry, portHolders }));
  assert.match(problem?.advice ?? "", /avahi-daemon.*REGISTRY=directory/);
});

test("advise asks for another HOST when it is no address of the machine", () => {
  const failure = 'HOST is "192.0.2.1", which is no address of this machine';
  const [problem] = advise(found({ registry: { why: "", notes: [], failure } }));
  assert.match(problem?.advice ?? "", /^Unset HOST, or set it/);
});

for (const { failure, advice } of [
  {
    failure: 'The Role must allow "list" and "watch" on endpointslices (403)',
    advice: /role\.yaml/,
  },
  { failure: "The API server does not accept the token (401)", advice: /Restart the pod/ },
]) {
  test(`advise says what a cluster needs when its API server says "${failure}"`, () => {
    const [problem] = advise(found({ registry: { why: "", notes: [], failure } }));
    assert.match(problem?.advice ?? "", advice);
  });
}

test("advise says to use the directory when multicast is impossible", () => {
  const registry = { why: "", notes: [], failure: "addMembership ENODEV" };
  const [problem] = advise(found({ registry }));
  assert.match(problem?.what ?? "", /ENODEV/);
  assert.match(problem?.advice ?? "", /REGISTRY=directory/);
});

for (const { platform, says } of [
  { platform: "linux", says: /ufw/ },
  { platform: "darwin", says: /System Settings/ },
  { platform: "win32", says: /netsh/ },
  { platform: "wsl", says: /networkingMode/ },
  { platform: "freebsd", says: /firewall/ },
]) {
  test(`advise knows the firewall when the loopback is deaf on ${platform}`, () => {
    const interfaces = [{ ...LOOPBACK, sends: true, receives: false }];
    const [problem] = advise(found({ interfaces, platform }));
    assert.equal(problem?.severity, "warning");
    assert.match(problem?.what ?? "", /sent but not received on lo \(127\.0\.0\.1\)/);
    assert.match(problem?.advice ?? "", says);
  });
}

test("advise looks at the network only when HOST opens it", () => {
  const interfaces = [
    { ...LOOPBACK, ...GOOD },
    { ...LAN, sends: false, receives: false, failure: "EPERM" },
  ];
  const defaultRoute = { interface: "wg0", vpn: true };
  assert.deepEqual(advise(found({ interfaces, defaultRoute })), []);
  const problems = advise(found({ interfaces, defaultRoute, open: true }));
  assert.deepEqual(
    problems.map(({ what }) => what),
    [
      "Multicast cannot be sent on wlan0 (192.0.2.7): EPERM",
      "The default route goes into a VPN (wg0)",
    ],
  );
});

interface Situation {
  services?: Report["services"];
  registry?: Report["registry"];
  interfaces?: readonly MulticastProbe[];
  portHolders?: Report["system"]["portHolders"];
  defaultRoute?: NonNullable<Report["system"]["defaultRoute"]>;
  platform?: string;
  open?: boolean;
}

function found({ services, registry, ...system }: Situation): Omit<Report, "problems"> {
  return {
    shop: "mine",
    registry: registry ?? { name: "mdns", multicast: true, why: "", notes: [] },
    system: {
      platform: "linux",
      open: false,
      interfaces: [{ ...LOOPBACK, ...GOOD }],
      portHolders: { holders: [] },
      ...system,
    },
    services: services ?? [service("adservice")],
  };
}

function service(name: string, instances = [instance("SERVING")]) {
  return { name, expected: true, instances };
}

function instance(health: string): InstanceReport {
  return { id: "id", address: "127.0.0.1:1", version: "dev", health };
}
