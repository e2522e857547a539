import assert from "node:assert/strict";
import { test } from "node:test";
import { hexDump } from "./hex-dump.ts";

test("hexDump writes sixteen bytes a row, and what of them is text", () => {
  assert.equal(
    hexDump(Buffer.from("\u0000shop=alice, 16+~\u007f")),
    [
      "0000  00 73 68 6f 70 3d 61 6c 69 63 65 2c 20 31 36 2b  .shop=alice, 16+",
      "0010  7e 7f                                            ~.",
    ].join("\n"),
  );
  assert.equal(hexDump(new Uint8Array()), "");
});
