import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import type { MulticastProbe } from "./report.ts";

const GROUP = "224.0.0.251";
const PORT = 5353;
/** A packet comes back on the interface in well under a millisecond, or never. */
const ANSWER_MS = 500;

/**
 * Sends a harmless question on every IPv4 address of this machine, the way the registry
 * does, and listens for it on the same interface.
 */
export function probeMulticast(): Promise<MulticastProbe[]> {
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, infos = []]) =>
    infos
      .filter(({ family }) => family === "IPv4")
      .map(({ address, internal }) => ({ interface: name, address, loopback: internal })),
  );
  return Promise.all(
    addresses.map(async (where) => ({ ...where, ...(await probe(where.address)) })),
  );
}

type Outcome = Pick<MulticastProbe, "sends" | "receives" | "failure">;

async function probe(address: string): Promise<Outcome> {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  const question = questionFor(`doctor-${randomBytes(8).toString("hex")}`);
  try {
    socket.bind({ port: PORT, address: "0.0.0.0" });
    await once(socket, "listening");
    socket.addMembership(GROUP, address);
    socket.setMulticastInterface(address);
    socket.setMulticastLoopback(true);
    const heard = hears(socket, question);
    const sendFailure = await send(socket, question);
    if (sendFailure) return { sends: false, receives: false, failure: sendFailure.message };
    return { sends: true, receives: await heard };
  } catch (error) {
    return { sends: false, receives: false, failure: (error as Error).message };
  } finally {
    socket.close();
  }
}

function send(socket: Socket, datagram: Buffer): Promise<Error | null> {
  return new Promise((resolve) => socket.send(datagram, PORT, GROUP, resolve));
}

function hears(socket: Socket, datagram: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    socket.on("message", (message) => {
      if (!message.equals(datagram)) return;
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** A query for the PTR records of `<label>.local` (RFC 1035 section 4, RFC 6762 section 18). */
function questionFor(label: string): Buffer {
  const header = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  const name = [label, "local"].flatMap((part) => [part.length, ...Buffer.from(part)]);
  return Buffer.from([...header, ...name, 0, 0, 12, 0, 1]);
}
