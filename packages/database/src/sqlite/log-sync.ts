import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";

/** Resolves when all that was written to a file before the call is on the disk. */
export type SyncFile = (descriptor: number) => Promise<void>;

/** Asks the operating system to do it, off the event loop (fdatasync of POSIX). */
export const syncFile: SyncFile = promisify(fdatasync);

/** Brings a log to the disk, once for all who wait at the same time (group commit). */
export interface LogSync {
  /** Notes that something was written to the log. */
  changed(): void;
  /** Resolves when all that was noted before is on the disk. After a failure it always rejects. */
  synced(): Promise<void>;
  /** Closes the file as soon as no sync runs. */
  close(): Promise<void>;
}

/** Opens a log that exists. A sync begins when `gathered` resolves, so that more can share it. */
export function openLogSync(
  path: string,
  { sync, gathered }: { readonly sync: SyncFile; readonly gathered: () => Promise<void> },
): LogSync {
  const descriptor = openSync(path, "r+");
  let last = Promise.resolve();
  let hasBegun = true;
  return {
    changed() {
      // One that has begun may miss what was written since.
      if (!hasBegun) return;
      hasBegun = false;
      last = last.then(gathered).then(() => {
        hasBegun = true;
        return sync(descriptor);
      });
    },
    synced: () => last,
    // The system would give the number of a closed file to the next one that is opened.
    close: () => last.catch(() => {}).then(() => closeSync(descriptor)),
  };
}
