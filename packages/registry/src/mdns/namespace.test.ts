import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import {
  connect,
  createNamespace,
  type NamespaceNode,
  namespaceObstacle,
} from "../testing/create-namespace.ts";

const obstacle = namespaceObstacle();
const skip = process.env.REQUIRE_ALL === "1" ? false : (obstacle ?? false);
const service = "cartservice";
const mdns = { kind: "mdns", shopName: "test" } as const;

/** Waits until a process sees exactly these addresses. */
function sees(t: TestContext, node: NamespaceNode, ...addresses: string[]): Promise<void> {
  return t.waitFor(() => assert.deepEqual(node.addresses(), addresses.sort(), said(node)), {
    interval: 20,
    timeout: PATIENCE_MS,
  });
}

/** What a process printed last, for the message of a failed test. */
function said({ reports }: NamespaceNode): string {
  return JSON.stringify(reports.slice(-5));
}

function at(address: string) {
  return { ...createInstance(service), address };
}

describe("createMdnsRegistry", { concurrency: 3, skip }, () => {
  test("finds the instances of this machine when there is no network", async (t) => {
    await using offline = await createNamespace();
    const instance = at("127.0.0.1:7000");
    await using _server = offline.start({ ...mdns, register: instance });
    await using caller = offline.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
  });

  test("finds the instances of this machine when no route leads out", async (t) => {
    await using namespace = await createNamespace();
    namespace.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
    namespace.run("ip", "address", "add", "10.1.0.1/24", "dev", "eth0");
    namespace.run("ip", "link", "set", "eth0", "up");
    const instance = at("127.0.0.1:7000");
    await using _server = namespace.start({ ...mdns, register: instance });
    await using caller = namespace.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
  });

  test("finds the instances of this machine when a VPN has every route", async (t) => {
    await using namespace = await createNamespace();
    namespace.run("ip", "link", "add", "tun0", "type", "veth", "peer", "name", "vpn");
    namespace.run("ip", "link", "set", "vpn", "up");
    namespace.run("ip", "address", "add", "10.8.0.2/32", "dev", "tun0");
    namespace.run("ip", "link", "set", "tun0", "up", "multicast", "off");
    for (const half of ["0.0.0.0/1", "128.0.0.0/1", "224.0.0.0/4"]) {
      namespace.run("ip", "route", "add", half, "dev", "tun0");
    }
    const instance = at("127.0.0.1:7000");
    await using _server = namespace.start({ ...mdns, register: instance });
    await using caller = namespace.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
  });

  test("keeps processes with another SHOP apart", async (t) => {
    await using namespace = await createNamespace();
    const [ours, theirs] = [at("127.0.0.1:7000"), at("127.0.0.1:7001")];
    await using _ours = namespace.start({ ...mdns, shopName: "ours", register: ours });
    await using _theirs = namespace.start({ ...mdns, shopName: "theirs", register: theirs });
    await using first = namespace.start({ ...mdns, shopName: "ours", watch: service });
    await using second = namespace.start({ ...mdns, shopName: "theirs", watch: service });
    await sees(t, first, ours.address);
    await sees(t, second, theirs.address);
  });

  test("drops a killed instance in every process when one of them reconfirms it", async (t) => {
    await using namespace = await createNamespace();
    const instance = at("127.0.0.1:7000");
    const server = namespace.start({ ...mdns, register: instance });
    await using caller = namespace.start({ ...mdns, watch: service });
    await using other = namespace.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
    await sees(t, other, instance.address);
    await server.kill();
    caller.reconfirm();
    await sees(t, caller);
    await sees(t, other);
  });

  test("finds other machines with HOST, and none without it", async (t) => {
    await using here = await createNamespace();
    await using there = await createNamespace();
    connect({ namespace: here, address: "10.2.0.1" }, { namespace: there, address: "10.2.0.2" });
    const open = at("10.2.0.1:7000");
    const closed = at("127.0.0.1:7001");
    await using _open = here.start({ ...mdns, host: "10.2.0.1", register: open });
    await using _closed = here.start({ ...mdns, register: closed });
    await using caller = there.start({ ...mdns, host: "10.2.0.2", watch: service });
    await using local = there.start({ ...mdns, watch: service });
    await using neighbour = here.start({ ...mdns, watch: service });
    await sees(t, caller, open.address);
    await sees(t, neighbour, closed.address);
    await sees(t, local);
    // Without a secret, the log warns.
    const warned = (node: NamespaceNode) => /card numbers.*REGISTRY_SECRET/.test(said(node));
    await using signed = there.start({ ...mdns, host: "10.2.0.2", secret: "s", watch: service });
    await sees(t, signed);
    assert.deepEqual([caller, local, signed].map(warned), [true, false, false]);
  });

  test("gives an instance another id when one on another machine has it already", async (t) => {
    await using here = await createNamespace();
    await using there = await createNamespace();
    connect({ namespace: here, address: "10.6.0.1" }, { namespace: there, address: "10.6.0.2" });
    const first = at("10.6.0.1:7000");
    const second = { ...first, address: "10.6.0.2:7000" };
    await using caller = here.start({ ...mdns, host: "10.6.0.1", watch: service });
    await using _first = here.start({ ...mdns, host: "10.6.0.1", register: first });
    await sees(t, caller, first.address);
    await using _second = there.start({ ...mdns, host: "10.6.0.2", register: second });
    // Either may keep the name: it depends on which probe a busy machine hears first.
    await sees(t, caller, first.address, second.address);
    const set = caller.reports.findLast((report) => "set" in report)?.set ?? [];
    const [one, other] = set.map(({ id }) => id).sort();
    assert.ok(one?.startsWith(first.id) && other?.startsWith(`${first.id}-`), said(caller));
    assert.notEqual(one, other);
  });

  test("announces on each interface the address that it has there", async (t) => {
    await using here = await createNamespace();
    await using there = await createNamespace();
    connect({ namespace: here, address: "10.3.0.1" }, { namespace: there, address: "10.3.0.2" });
    // A server that listens everywhere gives one address, here an old one.
    const everywhere = at("10.9.9.9:7000");
    await using _server = here.start({ ...mdns, host: "0.0.0.0", register: everywhere });
    await using caller = there.start({ ...mdns, host: "0.0.0.0", watch: service });
    await sees(t, caller, "10.3.0.1:7000");
  });

  test("announces on two interfaces of one network without a conflict with itself", async (t) => {
    await using namespace = await createNamespace();
    for (const [one, other, address] of [
      ["eth0", "port0", "10.7.0.1/24"],
      ["eth1", "port1", "10.7.0.2/24"],
    ] as const) {
      namespace.run("ip", "link", "add", one, "type", "veth", "peer", "name", other);
      namespace.run("ip", "address", "add", address, "dev", one);
      namespace.run("ip", "link", "set", one, "up");
      namespace.run("ip", "link", "set", other, "up");
    }
    const everywhere = at("0.0.0.0:7000");
    await using server = namespace.start({ ...mdns, host: "0.0.0.0", register: everywhere });
    await t.waitFor(
      () => {
        const report = server.reports.find((report) => "registered" in report);
        assert.equal(report?.registered.id, everywhere.id, said(server));
      },
      { interval: 20, timeout: PATIENCE_MS },
    );
  });

  test("finds an instance again when its interface went and came back", async (t) => {
    await using here = await createNamespace();
    await using there = await createNamespace();
    const ends = [
      { namespace: here, address: "10.4.0.1" },
      { namespace: there, address: "10.4.0.2" },
    ] as const;
    connect(...ends);
    const first = at("0.0.0.0:7000");
    await using _server = here.start({ ...mdns, host: "0.0.0.0", register: first });
    await using caller = there.start({ ...mdns, host: "0.0.0.0", watch: service });
    await sees(t, caller, "10.4.0.1:7000");
    // The cable is pulled, and another one plugged in.
    here.run("ip", "link", "delete", "eth0");
    connect(...ends);
    await using _second = here.start({ ...mdns, host: "0.0.0.0", register: at("0.0.0.0:7001") });
    await using newcomer = there.start({ ...mdns, host: "0.0.0.0", watch: service });
    await sees(t, caller, "10.4.0.1:7000", "10.4.0.1:7001");
    await sees(t, newcomer, "10.4.0.1:7000", "10.4.0.1:7001");
  });

  test("believes only announcements that are signed with its secret", async (t) => {
    await using here = await createNamespace();
    await using there = await createNamespace();
    connect({ namespace: here, address: "10.5.0.1" }, { namespace: there, address: "10.5.0.2" });
    const host = "10.5.0.1";
    const signed = at("10.5.0.1:7000");
    await using _forged = here.start({ ...mdns, host, secret: "guess", register: at(`${host}:1`) });
    await using _plain = here.start({ ...mdns, host, register: at(`${host}:2`) });
    await using server = here.start({ ...mdns, host, secret: "right", register: signed });
    await using caller = there.start({
      ...mdns,
      host: "10.5.0.2",
      secret: "right",
      watch: service,
    });
    await using open = there.start({ ...mdns, host: "10.5.0.2", watch: service });
    await sees(t, open, `${host}:1`, `${host}:2`, signed.address);
    await sees(t, caller, signed.address);
    await server[Symbol.asyncDispose]();
    await sees(t, caller);
  });

  test("gives way to a folder when the loopback interface is down", async (t) => {
    await using namespace = await createNamespace();
    namespace.run("ip", "link", "set", "lo", "down");
    const instance = at("127.0.0.1:7000");
    await using server = namespace.start({ ...mdns, register: instance });
    await using caller = namespace.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
    for (const { reports } of [server, caller]) {
      assert.ok(reports.some((report) => "registry" in report && report.registry === "directory"));
      const lines = reports.filter((report) => "log" in report);
      assert.equal(lines.length, 1);
      assert.match(lines[0]?.log ?? "", /\[mdns\] cannot work here .*: directory is used instead/);
    }
  });

  test("gives way to a folder when another program keeps the port to itself", async (t) => {
    await using namespace = await createNamespace();
    const holder = namespace.spawn(
      process.execPath,
      "-e",
      'require("node:dgram").createSocket("udp4").bind(5353, () => console.log("bound"))',
    );
    await once(holder.stdout ?? assert.fail(), "data");
    const instance = at("127.0.0.1:7000");
    await using server = namespace.start({ ...mdns, register: instance });
    await using caller = namespace.start({ ...mdns, watch: service });
    await sees(t, caller, instance.address);
    assert.match(JSON.stringify(server.reports), /EADDRINUSE/);
  });
});
