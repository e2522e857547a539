export { createPeer, type Peer } from "./create-peer.ts";
export { createRandom } from "./create-random.ts";
export { freePort } from "./free-port.ts";
export { readDatagram } from "./read-datagram.ts";
export { writeMessage } from "./write-message.ts";
