/**
 * Runs something after a time, once the packets that have come by then are read. After a busy
 * time Node runs the timers that are due before it reads packets, and the packet that the code waits
 * for may be among these.
 */
export function afterReading(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(run), ms);
}
