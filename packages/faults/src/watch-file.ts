import { readFileSync, statSync } from "node:fs";

/** A file that may be there or not, and is looked at every half second until it is disposed. */
export interface WatchedFile extends Disposable {
  /** Looks at once: for who has just changed it. */
  look(): void;
}

/**
 * Calls back with the text of a file, now and after each change; undefined while there is none. What
 * `tell` throws, and that the file cannot be read, is told to `fail`: once, though it is tried again.
 */
export function watchFile(
  path: string,
  tell: (text: string | undefined) => void,
  fail: (error: unknown) => void,
): WatchedFile {
  let seen = "";
  let told: string | undefined;
  const look = () => {
    const before = seen;
    // What fails is tried again.
    seen = "";
    try {
      const now = fileStamp(path);
      const isSame = now === before;
      const text = isSame || now === NO_FILE ? undefined : readText(path);
      seen = now;
      if (isSame) return;
      told = undefined;
      tell(text);
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) fail(error);
      told = message;
    }
  };
  look();
  // Asks for the file's status: file system events miss changes by editors, bind mounts and
  // Kubernetes' symlinks.
  const timer = setInterval(look, 500).unref();
  return { look, [Symbol.dispose]: () => clearInterval(timer) };
}

/** Returns what tells one version of a file from the next, and needs no descriptor to be known. */
export function fileStamp(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status ? `${status.ino} ${status.mtimeNs} ${status.size}` : NO_FILE;
}

const NO_FILE = "none";

/** To read a pipe or a device could take for ever, and what is huge would take the process's memory. */
function readText(path: string): string {
  const status = statSync(path);
  if (!status.isFile()) throw new RangeError("it is no file");
  if (status.size > MAX_BYTES) throw new RangeError(`it has more than ${MAX_BYTES} bytes`);
  return readFileSync(path, "utf8");
}

/** As a ConfigMap has it at most. */
const MAX_BYTES = 1024 * 1024;
