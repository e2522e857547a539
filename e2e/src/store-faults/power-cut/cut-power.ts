import type { FileEvent } from "./read-trace.ts";

/** A disk writes a sector whole or not at all. */
const SECTOR = 512;

/**
 * Returns what a disk may hold when the power goes after some events, by file. What was synced is
 * there. Of what was written since, each sector is there or not, as `chance` says.
 */
export function cutPower(events: readonly FileEvent[], chance: () => boolean): Map<string, Buffer> {
  const covered = new Map<string, number>();
  for (const event of events) {
    if (event.kind === "synced") {
      covered.set(event.file, Math.max(event.covers, covered.get(event.file) ?? 0));
    }
  }
  const files = new Map<string, SparseFile>();
  for (const [index, event] of events.entries()) {
    if (event.kind !== "write" && event.kind !== "cut") continue;
    const file = files.get(event.file) ?? { bytes: Buffer.alloc(1_048_576), size: 0 };
    files.set(event.file, file);
    const isSafe = index < (covered.get(event.file) ?? 0);
    apply(file, event, isSafe ? () => true : chance);
  }
  return new Map([...files].map(([name, { bytes, size }]) => [name, bytes.subarray(0, size)]));
}

/** A file in a buffer that has room for more. */
interface SparseFile {
  bytes: Buffer;
  size: number;
}

function apply(
  file: SparseFile,
  event: Extract<FileEvent, { kind: "write" | "cut" }>,
  isThere: () => boolean,
): void {
  if (event.kind === "cut") {
    if (isThere()) file.size = event.size;
    return;
  }
  const { at, bytes } = event;
  const end = at + bytes.length;
  if (end > file.bytes.length) {
    file.bytes = Buffer.concat([file.bytes], 2 * end);
  }
  // What was between the old end and this is zeros.
  if (at > file.size) file.bytes.fill(0, file.size, at);
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + SECTOR - ((at + from) % SECTOR));
    if (isThere()) bytes.copy(file.bytes, at + from, from, to);
    from = to;
  }
  file.size = Math.max(file.size, end);
}
