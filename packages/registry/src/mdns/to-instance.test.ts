import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { toInstance } from "./to-instance.ts";
import { toRecords } from "./to-records.ts";

test("toInstance returns what toRecords was given", () => {
  for (const address of ["127.0.0.1:80", "[2001:db8::1]:65535"]) {
    const instance = { ...createInstance("cartservice"), address };
    const { srv, txt, address: host } = toRecords(instance, { shop: "a shop", text: ["time=1"] });
    assert.deepEqual(toInstance(srv, txt, host.data), { instance, shop: "a shop" });
  }
});

test("toInstance returns no text that a terminal would obey", () => {
  const { srv, txt, address } = toRecords(createInstance("cartservice"), { shop: "b" });
  const plain = txt.data.filter((each) => !/^(version|service)=/.test(each));
  const stranger = (...strings: string[]) =>
    toInstance(srv, { ...txt, data: [...plain, ...strings] }, address.data)?.instance;
  const found = stranger("service=cartservice", "version=\u001b[2J", "zo\u009bne=\u001b]0;a\u0007");
  assert.equal(found?.version, "\\u001b[2J");
  assert.equal(found?.metadata["zo\\u009bne"], "\\u001b]0;a\\u0007");
  assert.equal(stranger("service=cart\u001b[2J"), undefined);
  const oddName = { ...srv, name: srv.name.replace("cartservice", "\u001b[2J") };
  assert.equal(toInstance(oddName, { ...txt, data: txt.data }, address.data), undefined);
});

test("toInstance returns undefined when records name no shop, service, port or type", () => {
  const { srv, txt, address } = toRecords(createInstance("a"), { shop: "b" });
  const without = (key: string) => ({
    ...txt,
    data: txt.data.filter((each) => !each.startsWith(key)),
  });
  assert.equal(toInstance(srv, without("shop="), address.data), undefined);
  assert.equal(toInstance(srv, without("service="), address.data), undefined);
  assert.equal(toInstance({ ...srv, name: "a._ipp._tcp.local" }, txt, address.data), undefined);
  const noPort = { ...srv, data: { ...srv.data, port: 0 } };
  assert.equal(toInstance(noPort, txt, address.data), undefined);
});
