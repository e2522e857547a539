import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { InstrumentationScope } from "../instrumentation-scope.ts";
import { writeMessage } from "./write-message.ts";
import { writeText } from "./write-text.ts";

/** Writes the InstrumentationScope, the first field of ScopeSpans, ScopeMetrics and ScopeLogs. */
export function writeScope(out: BinaryWriter, { name, version }: InstrumentationScope): void {
  writeMessage(out, 1, () => {
    writeText(out, 1, name);
    writeText(out, 2, version);
  });
}
