import { MESSAGE_VALUES } from "@hipstershop/transport";

const KIB = 1024;
const MIB = 1024 * KIB;

/** The bounds of a process, by name. */
export type Bounds = Readonly<Record<keyof typeof BOUNDS, number>>;

/**
 * The most that others can make a process hold: a pod has 256 MB, and a service at rest takes 90
 * of them. When all connections together go beyond a bound, the one that holds the most is
 * closed. docs/serving.md, "Bounds", says what callers see of each.
 */
export const BOUNDS = Object.freeze({
  /** Connections. With one more, the one that has idled longest is closed. */
  connections: 2_500,
  /** Streams of one HTTP/2 connection. RFC 9113 section 6.5.2 recommends at least 100. */
  streamsPerConnection: 100,
  /** Unanswered requests of one HTTP/1.1 connection. With more, it is not read further. */
  pipelined: 16,
  /** Bytes of a request's head, on both protocols. */
  headBytes: 16 * KIB,
  /** Fields of a request's head: each costs a hundred bytes, however short it is. */
  headFields: 128,

  /** Requests that are not answered yet, on all connections. */
  requests: 3_500,
  /** Requests of which not all has come, on all connections. */
  unread: 1_500,
  /** Bytes of bodies of unanswered requests, and of answers that clients have not taken. */
  heldBytes: 32 * MIB,
  /** What a piece of a body costs besides, in bytes: a body may come in pieces of one byte. */
  pieceBytes: 512,
  /** What an answer that is not taken costs besides, with its request and stream, in bytes. */
  untakenBytes: 40 * KIB,

  /** How long a request with its body may take to come, in milliseconds. */
  requestMs: 30_000,
  /** How long a client may take nothing of its answer, in milliseconds. */
  untakenMs: 60_000,

  /**
   * Bytes of a message of an RPC. An order of 100 lines has less, whatever its names. Decoded, two
   * bytes can take a hundred: 4 MiB of empty items, as many as gRPC's own servers take, 264 MB.
   */
  messageBytes: 256 * KIB,
  /** Messages and items of lists in one message, where a service takes longer ones. */
  messageValues: MESSAGE_VALUES,
  /** Bytes of a message of health and reflection. */
  smallMessageBytes: 64 * KIB,
  /** Bytes of messages that were compressed, from before they are unpacked until the answer. */
  unpackedBytes: 8 * MIB,
  /** How long a compressed message waits for room before it is refused, in milliseconds. */
  unpackWaitMs: 10_000,
  /** Open streams of health and reflection, which last as long as their callers like. */
  endlessStreams: 500,

  /** Pages that are made at once. */
  pages: 64,
  /** Pages that wait for their turn. */
  waitingPages: 3_000,
  /** How long a page waits before it is refused, in milliseconds. */
  pageWaitMs: 10_000,
});
