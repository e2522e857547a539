import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { on, once } from "node:events";
import { test } from "node:test";
import { promisify } from "node:util";
import { decode, encode } from "dns-packet";
import { createDnsSd } from "./dns-sd.ts";
import { createFound } from "./testing/create-found.ts";
import { createService, names, TYPE } from "./testing/create-service.ts";
import { freePort } from "./testing/free-port.ts";
import { PATIENCE_MS } from "./testing/patience-ms.ts";

const noDig = spawnSync("dig", ["-v"]).status === null && "there is no dig (bind9-dnsutils)";
const skip = process.env.REQUIRE_ALL === "1" ? false : noDig;

/** A process with several services in it. */
async function openAll() {
  const port = await freePort();
  const dnsSd = await createDnsSd({ type: TYPE, port, warn() {}, ...createFound() });
  const services = Array.from({ length: 10 }, (_, index) => createService(`s${index}`));
  await Promise.all(services.map((service) => dnsSd.advertise(service)));
  return { port, services, [Symbol.asyncDispose]: () => dnsSd[Symbol.asyncDispose]() };
}

test("a client that reads one service from each message finds them all", async () => {
  await using all = await openAll();
  await using socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");
  const questions = [{ name: names.type, type: "PTR" } as const];
  socket.send(encode({ type: "query", id: 1, questions }), all.port, "224.0.0.251");

  // As hashicorp/mdns 1.0.5 reads: a service is found when its port, its text and its address
  // have been told and the last record of a message is of it; its host goes by its SRV record.
  const told = new Map<string, { name: string; types: Set<string> }>();
  const found = new Set<string>();
  for await (const [datagram] of on(socket, "message", {
    signal: AbortSignal.timeout(PATIENCE_MS),
  })) {
    const { answers = [], additionals = [] } = decode(datagram);
    let last = { name: "", types: new Set<string>() };
    for (const record of [...answers, ...additionals]) {
      const name = record.type === "PTR" ? record.data : record.name;
      last = told.get(name) ?? { name, types: new Set() };
      last.types.add(record.type);
      told.set(name, last);
      if (record.type === "SRV") told.set(record.data.target, last);
    }
    if (["SRV", "TXT", "A"].every((type) => last.types.has(type))) found.add(last.name);
    if (found.size === all.services.length) break;
  }
  const expected = all.services.map(({ name }) => names.service(name));
  assert.deepEqual([...found].sort(), expected.sort());
});

test("dig shows every service of the process that it asks", { skip }, async () => {
  await using all = await openAll();
  const args = ["-p", `${all.port}`, "@127.0.0.1", "+noall", "+answer", "+additional"];
  const { stdout } = await promisify(execFile)("dig", [...args, names.type, "PTR"]);
  const records = stdout.split("\n").map((line) => line.split(/\s+/));
  const of = (wanted: string) => records.filter(([, , , type]) => type === wanted);
  const pointers = of("PTR").map(([, , , , data]) => data);
  assert.deepEqual(
    pointers,
    all.services.map(({ name }) => `${names.service(name)}.`),
  );
  // Of one of them it shows all that there is to know (RFC 6763 section 12.1).
  const [first] = pointers;
  assert.equal(of("SRV")[0]?.[0], first);
  assert.equal(of("TXT")[0]?.[0], first);
  assert.equal(of("A")[0]?.[0], of("SRV")[0]?.at(-1));
});
