/** What a process did to a file, in the order in which it was done. */
export type FileEvent =
  | { readonly kind: "write"; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "cut"; readonly file: string; readonly size: number }
  /** From here on the disk has what was done to the file in the first `covers` events. */
  | { readonly kind: "synced"; readonly file: string; readonly covers: number }
  | { readonly kind: "answer"; readonly text: string };

const CALL = /^(\w+)\(\d+<(.*?)>(?:, "(.*?)")?(?:, (\d+))?(?:, (\d+))?\)\s*= (-?\d+)/;

/**
 * Reads what strace wrote with `-f -y -xx`. A call that another interrupted takes two lines. It
 * counts when it ends. A sync covers what had ended when it began.
 */
export function readTrace(trace: string): FileEvent[] {
  const events: FileEvent[] = [];
  const begun = new Map<string, { readonly text: string; readonly atEvent: number }>();
  for (const line of trace.split("\n")) {
    const [, process = "", text = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = text.indexOf(" <unfinished ...>");
    if (unfinished >= 0) {
      begun.set(process, { text: text.slice(0, unfinished), atEvent: events.length });
      continue;
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const start = rest === undefined ? undefined : begun.get(process);
    const event = toEvent(start ? start.text + rest : text, start?.atEvent ?? events.length);
    if (event) events.push(event);
  }
  return events;
}

function toEvent(call: string, covers: number): FileEvent | undefined {
  const [, name, path = "", data = "", size, offset, result] = CALL.exec(call) ?? [];
  if (!name || Number(result) < 0) return undefined;
  const file = decode(path).toString().split("/").at(-1) ?? "";
  switch (name) {
    case "pwrite64":
      return { kind: "write", file, at: Number(offset), bytes: decode(data) };
    case "write":
      return { kind: "answer", text: decode(data).toString() };
    case "ftruncate":
      return { kind: "cut", file, size: Number(size) };
    default:
      return { kind: "synced", file, covers };
  }
}

function decode(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}
