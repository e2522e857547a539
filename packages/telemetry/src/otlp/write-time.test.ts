import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { LogsDataSchema } from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import { encodeLogs } from "./encode-logs.ts";
import { writeTime } from "./write-time.ts";

test("writeTime writes nanoseconds, and leaves out a time before 1970, which OTLP has no number for", () => {
  const out = new BinaryWriter();
  writeTime(out, 1, [1_700_000_000, 999_999_999]);
  writeTime(out, 1, 1_700_000_000_999.75);
  const reader = new BinaryReader(out.finish());
  reader.tag();
  assert.equal(reader.fixed64(), 1_700_000_000_999_999_999n);
  reader.tag();
  assert.equal(reader.fixed64(), 1_700_000_000_999_750_000n);
  writeTime(out, 1, [-363_000_000, 5]);
  writeTime(out, 1, -0.5);
  assert.equal(out.finish().length, 0);
});

test("encodeLogs takes a line of a clock before 1970", () => {
  const line = JSON.stringify({ level: "info", time: "1958-11-10T06:58:19.651Z", msg: "early" });
  const { resourceLogs } = fromBinary(LogsDataSchema, encodeLogs([line], {}));
  const [record] = resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
  assert.deepEqual([record?.timeUnixNano, record?.severityText], [0n, "info"]);
});
