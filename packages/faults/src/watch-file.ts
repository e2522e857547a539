import { readFileSync, statSync } from "node:fs";

/** A file that may be there or not, and is looked at every half second until it is disposed. */
export interface WatchedFile extends Disposable {
  /** Looks at once: for who has just changed it. */
  look(): void;
}

/**
 * Calls back with the text of a file, now and after each change; undefined while there is none.
 * Throws what the first reading throws, when there is a file that cannot be read.
 */
export function watchFile(
  path: string,
  tell: (text: string | undefined) => void,
  fail: (error: unknown) => void,
): WatchedFile {
  let seen = "";
  const look = () => {
    try {
      const now = fileStamp(path);
      if (now === seen) return;
      const text = now === NO_FILE ? undefined : readFileSync(path, "utf8");
      seen = now;
      tell(text);
    } catch (error) {
      fail(error);
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
