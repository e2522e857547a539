import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import type { Log } from "../log.ts";
import type { Message } from "./message.ts";
import { readMessage } from "./read-message.ts";
import { writeMessage } from "./write-message.ts";

/** A socket on one network interface that speaks multicast DNS. */
export interface Link extends AsyncDisposable {
  /** The IPv4 address of the interface. */
  readonly address: string;
  /**
   * Multicasts a message, or sends it to one peer. Resolves when the system has taken it. A
   * message that cannot be sent is lost, as any datagram may be; the log says so once.
   */
  send(message: Message, to?: Peer): Promise<void>;
}

/** Who sent a message. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface LinkOptions {
  /** The IPv4 address of the interface to be on. */
  readonly address: string;
  /** 5353, unless a test wants a network of its own. */
  readonly port: number;
  readonly log: Log;
  readonly onMessage: (message: Message, from: Peer) => void;
  /** Called when the interface has come back, or changed: what was heard may be out of date. */
  readonly onReturn: () => void;
}

const GROUP = "224.0.0.251";
const INTERFACE_CHECK_MS = 2_000;

/**
 * Opens a link. Rejects with the system's error when the port cannot be bound or the group
 * cannot be joined: multicast is impossible here then. Later, an interface that goes is
 * joined again when it comes back.
 */
export async function createLink(options: LinkOptions): Promise<Link> {
  const { address, port, log, onMessage, onReturn } = options;
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  let closing: Promise<unknown> | undefined;
  let complained = false;

  function complain(error: Error): void {
    if (!complained) log.warn(`Registry [mdns] has trouble on ${address}: ${error.message}`);
    complained = true;
  }

  function join(): void {
    socket.addMembership(GROUP, address);
    socket.setMulticastInterface(address);
  }

  function leave(): void {
    try {
      socket.dropMembership(GROUP, address);
    } catch {
      // It went with the interface.
    }
  }

  try {
    // Bound to all addresses: on Linux, a socket bound to one receives no multicast.
    socket.bind({ port, address: "0.0.0.0" });
    await once(socket, "listening");
    socket.setMulticastTTL(255);
    socket.setMulticastLoopback(true);
    join();
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on("error", complain);
  socket.on("message", (datagram, from) => {
    const message = readMessage(datagram);
    if (message !== undefined && closing === undefined) onMessage(message, from);
  });

  let present = interfaceOf(address);
  const checking = setInterval(() => {
    const now = interfaceOf(address);
    if (now === present) return;
    present = now;
    if (now === undefined) return;
    try {
      leave();
      join();
      onReturn();
    } catch (error) {
      // Still on its way up: look again.
      present = undefined;
      complain(error as Error);
    }
  }, INTERFACE_CHECK_MS).unref();

  return {
    address,
    send(message, to) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (closing !== undefined) return Promise.resolve();
      socket.send(writeMessage(message), to?.port ?? port, to?.address ?? GROUP, (error) => {
        if (error) complain(error);
        resolve();
      });
      return promise;
    },
    async [Symbol.asyncDispose]() {
      if (closing === undefined) {
        clearInterval(checking);
        leave();
        closing = once(socket, "close");
        socket.close();
      }
      await closing;
    },
  };
}

/** Returns what identifies the interface that has the address; undefined when none has it. */
function interfaceOf(address: string): string | undefined {
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const found = addresses?.find((each) => each.address === address);
    if (found !== undefined) return `${name} ${found.mac} ${found.cidr}`;
  }
  return undefined;
}
