import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { BlockList } from "node:net";
import createMulticastDns, { type MulticastDNS } from "multicast-dns";
import { fitsHeader } from "../messages/fits-header.ts";
import type { Message } from "../messages/message.ts";
import { type DecodedPacket, readMessage } from "../messages/read-message.ts";
import { toPacket } from "../messages/to-packet.ts";
import type { LinkTap } from "./create-tap.ts";
import type { LinkAddress } from "./link-addresses.ts";

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
export type Peer = Pick<RemoteInfo, "address" | "port">;

export interface LinkOptions {
  /** 5353, unless a test wants a network of its own. */
  readonly port: number;
  readonly onMessage: (message: Message, from: Peer, link: Link) => void;
  /** Told when something cannot be sent or received. */
  readonly onTrouble: (error: Error) => void;
  /** Told of the packets that pass. */
  readonly tap?: LinkTap | undefined;
}

const GROUP = "224.0.0.251";

/**
 * Opens a link. Rejects with the system's error when the port cannot be bound or the group
 * cannot be joined: multicast is impossible there then.
 */
export async function createLink(
  { address, cidr }: LinkAddress,
  { port, onMessage, onTrouble, tap }: LinkOptions,
): Promise<Link> {
  // Room for what comes while this process is busy: each packet comes to every process.
  const socket = createSocket({ type: "udp4", reuseAddr: true, recvBufferSize: 2 ** 19 });
  const [network = "", bits] = cidr.split("/");
  const neighbours = new BlockList();
  neighbours.addSubnet(network, Number(bits));
  // The socket hears other interfaces too, and whoever can route to this machine. Only neighbours
  // are believed (RFC 6762 section 11).
  let datagram: Buffer | undefined;
  guard(socket, (heard, from) => {
    datagram = heard;
    return neighbours.check(from.address) && fitsHeader(heard);
  });
  // Bound to all addresses: on Linux, a socket bound to one receives no multicast.
  const mdns = createMulticastDns({ socket, port, interface: address, bind: "0.0.0.0" });
  const close = () => new Promise<void>((resolve) => mdns.destroy(resolve));

  try {
    await opened(mdns);
  } catch (error) {
    await close();
    throw error;
  }
  socket.on("error", onTrouble);
  mdns.on("packet", (packet: DecodedPacket, from: RemoteInfo) => {
    const message = readMessage(packet);
    // Answers come only from the port for them (section 6).
    if (message === undefined || (message.type === "response" && from.port !== port)) return;
    // Before what it leads to. It is decoded in the same turn as it is read.
    if (datagram) tap?.heard(message, datagram);
    onMessage(message, from, link);
  });

  const link: Link = {
    address,
    send(message, to = { address: GROUP, port }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sent = (error: Error | null | undefined) => {
        if (error) onTrouble(error);
        resolve();
      };
      tap?.sent(message);
      const packet = toPacket(message);
      if (packet.type === "query") mdns.query(packet, { ...to }, sent);
      else mdns.respond(packet, { ...to }, sent);
      return promise;
    },
    [Symbol.asyncDispose]: close,
  };
  return link;
}

/** Keeps datagrams from multicast-dns, which decodes all that it hears. */
function guard(socket: Socket, passes: (datagram: Buffer, from: RemoteInfo) => boolean): void {
  const emit = socket.emit.bind(socket) as (...event: unknown[]) => boolean;
  socket.emit = (...event: unknown[]) => {
    const [name, datagram, from] = event;
    if (name === "message" && !passes(datagram as Buffer, from as RemoteInfo)) return true;
    return emit(...event);
  };
}

/** Resolves when the port is bound and the group is joined. */
function opened(mdns: MulticastDNS): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // An address in use is reported twice, and a group that cannot be joined as a warning.
  mdns.on("error", reject);
  mdns.once("warning", reject);
  mdns.once("ready", resolve);
  return promise;
}
