import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { writeAttributes } from "./write-attributes.ts";
import { writeMessage } from "./write-message.ts";
import { writeScope } from "./write-scope.ts";
import { writeText } from "./write-text.ts";

/** A line of a log as pino writes it, parsed. */
type Entry = Readonly<Record<string, unknown>>;

/** Returns lines of a log, in pino's JSON, as an ExportLogsServiceRequest. Others are left out. */
export function encodeLogs(
  lines: readonly string[],
  resource: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new BinaryWriter();
  writeMessage(out, 1, () => {
    writeMessage(out, 1, () => writeAttributes(out, 1, resource));
    writeMessage(out, 2, () => {
      writeScope(out, { name: "pino" });
      for (const line of lines) {
        const entry = parse(line);
        if (entry) writeMessage(out, 2, () => writeRecord(out, entry));
      }
    });
  });
  return out.finish();
}

/** OTLP's number of each of pino's levels. */
const SEVERITY: Readonly<Record<string, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

function writeRecord(out: BinaryWriter, entry: Entry): void {
  const { level, time, msg, service: _, trace_id, span_id, err, ...rest } = entry;
  const nanos = BigInt(Math.max(0, Date.parse(String(time)) || 0)) * 1_000_000n;
  out.tag(1, WireType.Bit64).fixed64(nanos);
  out.tag(2, WireType.Varint).int32(SEVERITY[String(level)] ?? 0);
  writeText(out, 3, String(level));
  writeMessage(out, 5, () => writeText(out, 1, String(msg ?? "")));
  writeAttributes(out, 6, { ...rest, ...exceptionOf(err) });
  out.tag(8, WireType.Bit32).fixed32(0);
  if (typeof trace_id === "string" && typeof span_id === "string") {
    out.tag(9, WireType.LengthDelimited).bytes(Buffer.from(trace_id, "hex"));
    out.tag(10, WireType.LengthDelimited).bytes(Buffer.from(span_id, "hex"));
  }
  out.tag(11, WireType.Bit64).fixed64(nanos);
}

/** An error by the names of the semantic conventions. */
function exceptionOf(err: unknown): Entry {
  if (typeof err !== "object" || err === null) return err === undefined ? {} : { err };
  const { type, message, stack, ...more } = err as Entry;
  return {
    "exception.type": type,
    "exception.message": message,
    "exception.stacktrace": stack,
    ...(Object.keys(more).length > 0 && { err: more }),
  };
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line);
    return typeof entry === "object" && entry !== null && "msg" in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}
