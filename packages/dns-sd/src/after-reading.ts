/**
 * Runs something after a time, and after what the sockets had for us by then. A process that
 * was held up for so long finds its timers due before it has read a packet: what it waited
 * for may be there already.
 */
export function afterReading(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(run), ms);
}
