import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import dnsPacket from "dns-packet";
import { type Message, query } from "../messages/message.ts";
import { freePort } from "../testing/free-port.ts";
import { writeMessage } from "../testing/write-message.ts";
import { createLink } from "./link.ts";

const loopback = { address: "127.0.0.1", cidr: "127.0.0.1/8", id: "lo" };
const onMessage = () => {};

/** Returns options that note what goes wrong. */
function options(port: number) {
  const troubles: Error[] = [];
  return { port, onMessage, troubles, onTrouble: (error: Error) => void troubles.push(error) };
}

test("createLink rejects when another program keeps the port to itself", async () => {
  await using holder = createSocket("udp4").bind(0);
  await once(holder, "listening");
  const opening = createLink(loopback, options(holder.address().port));
  await assert.rejects(opening, { code: "EADDRINUSE" });
});

test("createLink rejects when the group cannot be joined", async () => {
  const nowhere = { ...loopback, address: "192.0.2.1" };
  await assert.rejects(createLink(nowhere, options(await freePort())), {
    syscall: "addMembership",
  });
});

test("send resolves and reports the trouble when a message cannot be sent", async () => {
  const noted = options(await freePort());
  await using link = await createLink(loopback, noted);
  // From the loopback interface no way leads there.
  await link.send(query({}), { address: "255.255.255.255", port: 9 });
  assert.deepEqual(
    noted.troubles.map((error) => "syscall" in error && error.syscall),
    ["send"],
  );
});

test("a link may be closed twice, and sends nothing afterwards", async () => {
  const noted = options(await freePort());
  const link = await createLink(loopback, noted);
  await Promise.all([link[Symbol.asyncDispose](), link[Symbol.asyncDispose]()]);
  await link.send(query({}));
  assert.deepEqual(noted.troubles, []);
});

test("a link decodes no datagram whose header promises more than there is", async (t) => {
  const decode = t.mock.method(dnsPacket, "decode");
  const port = await freePort();
  const heard = Promise.withResolvers<Message>();
  await using _link = await createLink(loopback, {
    ...options(port),
    onMessage: (message) => heard.resolve(message),
  });
  await using socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");
  socket.send(Buffer.alloc(12, 0xff), port, "224.0.0.251");
  socket.send(writeMessage(query({ id: 7 })), port, "224.0.0.251");
  assert.equal((await heard.promise).id, 7);
  assert.equal(decode.mock.callCount(), 1);
});
