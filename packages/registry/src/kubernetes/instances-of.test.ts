import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import type { Endpoint, EndpointSlice } from "./endpoint-slice.ts";
import { instancesOf } from "./instances-of.ts";

const PORTS = [{ name: "grpc", port: 8080 }];

test("instancesOf merges the slices of a service when it has many", () => {
  const slices = Array.from({ length: 30 }, (_, index) =>
    slice({ endpoints: Array.from({ length: 100 }, (_, pod) => endpoint(`pod-${index}-${pod}`)) }),
  );
  const instances = instancesOf("cartservice", slices);
  assert.equal(instances.length, 3000);
  assert.equal(new Set(instances.map(({ id }) => id)).size, 3000);
});

test("instancesOf takes an endpoint once when it is moving between slices", () => {
  const moving = [slice({ endpoints: [endpoint("a")] }), slice({ endpoints: [endpoint("a")] })];
  assert.deepEqual(ids(moving), ["a"]);
});

test("instancesOf reads conditions as Kubernetes defines them when they are absent", () => {
  const endpoints = [
    { ...endpoint("nothing"), conditions: {} },
    { ...endpoint("unready"), conditions: { ready: false } },
    { ...endpoint("going"), conditions: { ready: false, serving: true, terminating: true } },
  ];
  assert.deepEqual(ids([slice({ endpoints })]), ["nothing"]);
});

test("instancesOf takes those that still serve while they terminate when none is ready", () => {
  const endpoints = [
    { ...endpoint("starting"), conditions: { ready: false, serving: false } },
    { ...endpoint("going"), conditions: { ready: false, serving: true, terminating: true } },
    { ...endpoint("gone"), conditions: { ready: false, serving: false, terminating: true } },
  ];
  assert.deepEqual(ids([slice({ endpoints })]), ["going"]);
});

for (const { what, ports, address } of [
  { what: "the one named rpc", ports: ["http", "grpc", "rpc"], address: "10.0.0.1:3" },
  { what: "the one named grpc", ports: ["metrics", "http", "grpc"], address: "10.0.0.1:3" },
  { what: "the one named http", ports: ["metrics", "http"], address: "10.0.0.1:2" },
  { what: "the first one", ports: ["metrics", "admin"], address: "10.0.0.1:1" },
]) {
  test(`instancesOf takes ${what} when there are the ports ${ports}`, () => {
    const numbered = ports.map((name, index) => ({ name, port: index + 1 }));
    const slices = [slice({ endpoints: [endpoint("a")], ports: numbered })];
    assert.equal(instancesOf("cartservice", slices)[0]?.address, address);
  });
}

test("instancesOf leaves out a slice when it has no port for calls", () => {
  for (const ports of [null, [], [{ name: "dns", port: 53, protocol: "UDP" }]]) {
    assert.deepEqual(ids([slice({ endpoints: [endpoint("a")], ports })]), []);
  }
});

test("instancesOf reads a slice when it has no endpoints", () => {
  assert.deepEqual(ids([slice({ endpoints: null }), slice({ endpoints: [] })]), []);
});

test("instancesOf makes one instance of a pod when it has both address families", () => {
  const six = slice({
    addressType: "IPv6",
    endpoints: [endpoint("a", "fd00::1"), endpoint("b", "fd00::2")],
  });
  const four = slice({ endpoints: [endpoint("a")] });
  assert.deepEqual(
    instancesOf("cartservice", [six, four]).map(({ address }) => address),
    ["10.0.0.1:8080", "[fd00::2]:8080"],
  );
});

test("instancesOf names an endpoint by its address when no pod is behind it", () => {
  const { targetRef: _, ...external } = endpoint("a");
  assert.deepEqual(ids([slice({ endpoints: [external] })]), ["cartservice-10.0.0.1:8080"]);
});

test("instancesOf takes the version from the label of the slice", () => {
  const [instance] = instancesOf("cartservice", [slice({ endpoints: [endpoint("a")] })]);
  assert.equal(instance?.version, createInstance("any").version);
});

for (const { what, zone, hints, taken } of [
  { what: "those hinted to its zone", zone: "a", hints: [["a"], ["b"], ["a", "b"]], taken: "0,2" },
  { what: "all when one has no hint", zone: "a", hints: [["a"], ["b"], []], taken: "0,1,2" },
  { what: "all when none is for its zone", zone: "c", hints: [["a"], ["b"]], taken: "0,1" },
  { what: "all when its zone is unknown", zone: undefined, hints: [["a"], ["b"]], taken: "0,1" },
]) {
  test(`instancesOf takes ${what}`, () => {
    const endpoints = hints.map((zones, index) => ({
      ...endpoint(String(index)),
      hints: { forZones: zones.map((name) => ({ name })) },
    }));
    assert.equal(String(ids([slice({ endpoints })], zone)), taken);
  });
}

function ids(slices: readonly EndpointSlice[], zone?: string): string[] {
  return instancesOf("cartservice", slices, zone).map(({ id }) => id);
}

function slice(part: Partial<EndpointSlice>): EndpointSlice {
  const labels = { "app.kubernetes.io/version": createInstance("any").version };
  const metadata = { name: "slice", resourceVersion: "1", labels };
  return { metadata, addressType: "IPv4", endpoints: [], ports: PORTS, ...part };
}

function endpoint(pod: string, address = "10.0.0.1"): Endpoint {
  return { addresses: [address], targetRef: { kind: "Pod", name: pod } };
}
