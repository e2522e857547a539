import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import { BlockList, isIPv4 } from "node:net";
import createMulticastDns from "multicast-dns";
import { fitsHeader } from "./fits-header.ts";
import type { LinkAddress } from "./link-addresses.ts";
import type { Message } from "./message.ts";
import { readMessage } from "./read-message.ts";
import { toPacket } from "./to-packet.ts";

/** A socket on one network interface that speaks multicast DNS. */
export interface Link extends AsyncDisposable {
  /** The IPv4 address of the interface. */
  readonly address: string;
  /**
   * Multicasts a message, or sends it to one peer. Resolves when the system has taken it. A
   * message that cannot be sent is lost, as any datagram may be.
   */
  send(message: Message, to?: Peer): Promise<void>;
}

/** Who sent a message. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface LinkOptions {
  /** 5353, unless a test wants a network of its own. */
  readonly port: number;
  readonly onMessage: (message: Message, from: Peer, link: Link) => void;
  /** Told when something cannot be sent or received. */
  readonly onTrouble: (error: Error) => void;
}

/** How multicast-dns calls `send` of its socket. */
type SendArguments = [Buffer, number, number, number, string, (error: Error | null) => void];

const GROUP = "224.0.0.251";

/**
 * Opens a link. Rejects with the system's error when the port cannot be bound or the group
 * cannot be joined: multicast is impossible there then.
 */
export async function createLink(
  { address, cidr }: LinkAddress,
  { port, onMessage, onTrouble }: LinkOptions,
): Promise<Link> {
  // Room for what comes while this process is busy: each packet comes to every process.
  const socket = createSocket({ type: "udp4", reuseAddr: true, recvBufferSize: 2 ** 19 });
  const neighbours = subnet(cidr);
  let closing: Promise<unknown> | undefined;

  try {
    // Bound to all addresses: on Linux, a socket bound to one receives no multicast.
    socket.bind({ port, address: "0.0.0.0" });
    await once(socket, "listening");
    socket.setMulticastTTL(255);
    socket.setMulticastLoopback(true);
    socket.addMembership(GROUP, address);
    socket.setMulticastInterface(address);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on("error", onTrouble);

  // multicast-dns speaks on our socket, and hears only what has passed us: such a socket
  // hears other interfaces too, and whoever can route to this machine. Only neighbours are
  // believed (RFC 6762 section 11).
  const guarded = Object.assign(new EventEmitter(), {
    send(...message: SendArguments) {
      if (closing === undefined) socket.send(...message);
      else message[5](null);
    },
  });
  socket.on("message", (datagram, from) => {
    if (closing !== undefined || !neighbours.check(from.address) || !fitsHeader(datagram)) return;
    guarded.emit("message", datagram, from);
  });
  const mdns = createMulticastDns({ socket: guarded as EventEmitter as Socket, bind: false });
  mdns.on("packet", (packet: unknown, from: RemoteInfo) => {
    const message = readMessage(packet);
    // Answers come only from the port for them (section 6).
    if (message === undefined || (message.type === "response" && from.port !== port)) return;
    onMessage(message, from, link);
  });

  const link: Link = {
    address,
    send(message, to) {
      if (closing !== undefined) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const packet = toPacket(message);
      const peer = { ...(to ?? { address: GROUP, port }) };
      const sent = (error: Error | null) => {
        if (error) onTrouble(error);
        resolve();
      };
      if (packet.type === "query") mdns.query(packet, peer, sent);
      else mdns.respond(packet, peer, sent);
      return promise;
    },
    async [Symbol.asyncDispose]() {
      if (closing === undefined) {
        closing = once(socket, "close");
        socket.close();
      }
      await closing;
    },
  };
  return link;
}

function subnet(cidr: string): BlockList {
  const list = new BlockList();
  const [network = "", bits] = cidr.split("/");
  if (isIPv4(network)) list.addSubnet(network, Number(bits));
  return list;
}
