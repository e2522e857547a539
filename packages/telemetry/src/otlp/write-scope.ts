import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { InstrumentationScope } from "@opentelemetry/core";
import { writeMessage } from "./write-message.ts";
import { writeText } from "./write-text.ts";

/** Writes the InstrumentationScope, the first field of ScopeSpans, ScopeMetrics and ScopeLogs. */
export function writeScope(
  out: BinaryWriter,
  { name, version }: Pick<InstrumentationScope, "name" | "version">,
): void {
  writeMessage(out, 1, () => {
    writeText(out, 1, name);
    writeText(out, 2, version);
  });
}
