const KIB = 1024;
const MIB = 1024 * KIB;

/** The bounds of a process, by name. */
export type Bounds = Readonly<Record<keyof typeof BOUNDS, number>>;

/**
 * What others can make a process hold: a pod has 256 MB, of which a service at rest takes 90.
 * Where a bound is that of all connections together, the one that holds the most is closed
 * for what goes beyond it. docs/serving.md, "Bounds", says what callers see of each.
 */
export const BOUNDS = Object.freeze({
  /** Connections; above it, the one that has idled for longest is closed. */
  connections: 2_500,
  /** Streams of one HTTP/2 connection; no fewer, says RFC 9113 section 6.5.2. */
  streamsPerConnection: 100,
  /** Requests of one HTTP/1.1 connection that are being answered; with more it is not read. */
  pipelined: 16,
  /** Bytes of a request's head, on both protocols. */
  headBytes: 16 * KIB,

  /** Requests that are not answered yet, on all connections. */
  requests: 3_500,
  /** Requests of which not all has come, on all connections. */
  unread: 1_500,
  /** Bytes of bodies whose requests are not answered, and of answers that are not taken. */
  heldBytes: 32 * MIB,

  /** How long a request may take to come, in milliseconds, with its body. */
  requestMs: 30_000,
  /** How long an answer may wait for its client to take any more of it, in milliseconds. */
  untakenMs: 60_000,

  /** Bytes of a message of an RPC, as gRPC's own servers have it. */
  messageBytes: 4 * MIB,
  /** Bytes of a message where all are small: health and reflection. */
  smallMessageBytes: 64 * KIB,
  /** Streams of health and reflection, which have no end of their own. */
  endlessStreams: 500,

  /** Pages that are made at once. */
  pages: 64,
  /** Pages that wait for their turn. */
  waitingPages: 3_000,
  /** How long one waits before it is refused, in milliseconds. */
  pageWaitMs: 10_000,
});
