import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";

/** How much of the log may wait for its reader, in characters. */
const MAX_WAITING = 1_000_000;

/**
 * Returns where a log goes that is written to a stream such as standard output. A line is in
 * the kernel's hands before `write` returns, as long as the stream's reader keeps up, so it
 * outlives the process. A reader that stalls holds up nobody: of what it leaves waiting, all
 * loggers of the stream together keep 1 MB, and then drop lines until it has read that.
 * `onLost` is then told how many were dropped, or could not be written, as on a full disk.
 */
export function createLogOutput(
  stream: Writable,
  onLost: (lines: number) => void,
): DestinationStream {
  let lost = 0;
  neverBlock(stream);
  // The one place to tell of it is the log.
  if (stream.listenerCount("error") === 0) stream.on("error", () => {});

  function written(error?: Error | null): void {
    if (error) {
      lost++;
    } else if (lost > 0 && stream.writableLength === 0) {
      const lines = lost;
      lost = 0;
      onLost(lines);
    }
  }

  return {
    write(line) {
      const waiting = stream.writableLength;
      if (lost > 0 ? waiting > 0 : waiting + line.length > MAX_WAITING) {
        // An empty write is done when all before it is.
        if (lost === 0) stream.write("", written);
        lost++;
      } else {
        stream.write(line, written);
      }
    },
  };
}

/**
 * Node makes writes to a terminal block, and on Windows those to a pipe, so whoever stops the
 * terminal (Ctrl-S) would stop the service. It has no public way to ask for the other.
 */
function neverBlock(stream: Writable): void {
  const { _handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => unknown } };
  _handle?.setBlocking?.(false);
}
