/**
 * Runs something after a time, once the packets that have come by then are read. A process that
 * was busy for so long finds its timer due before it has read a packet, and what it waits for may
 * be among them.
 */
export function afterReading(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(run), ms);
}
