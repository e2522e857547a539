import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";

/** How many characters of the log may wait for its reader. */
const MAX_WAITING = 1_000_000;

/**
 * Returns the output of a log over a stream such as standard output. While the reader of the
 * stream keeps up, a line is with the kernel before `write` returns, so it survives the
 * process. A reader that stalls does not block: up to 1 MB waits for it, and then lines are
 * dropped until it has read that. `onLost` is then told how many lines were dropped, or could
 * not be written, as on a full disk.
 */
export function createLogOutput(
  stream: Writable,
  onLost: (lines: number) => void,
): DestinationStream {
  let lost = 0;
  neverBlock(stream);
  // Without a listener an error ends the process. It could only be told in this log.
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
        // An empty write is done when all writes before it are.
        if (lost === 0) stream.write("", written);
        lost++;
      } else {
        stream.write(line, written);
      }
    },
  };
}

/**
 * Makes writes not block. In Node writes to a terminal block, and on Windows those to a pipe, so
 * a stopped terminal (Ctrl-S) would stop the service. Node has no public way to change that.
 */
function neverBlock(stream: Writable): void {
  const { _handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => unknown } };
  _handle?.setBlocking?.(false);
}
