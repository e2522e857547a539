import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { connect } from "../testing/connect.ts";
import { fastPath, fastToStock, stockPath, stockToFast, strictPath } from "../testing/paths.ts";

for (const path of [stockPath, fastPath, strictPath, stockToFast, fastToStock]) {
  describe(`unary call (${path.name})`, () => {
    test("refuses a request that is too long, and goes on with the next", async () => {
      const convert = () => ({});
      await using pair = await connect(path, { convert }, { server: { readMaxBytes: 100 } });
      const long = pair.client.convert({ toCode: "E".repeat(200_000) });
      await assert.rejects(long, { code: Code.ResourceExhausted });
      await pair.client.convert({ toCode: "EUR" });
    });

    test("refuses an answer that is too long, and goes on with the next", async () => {
      const convert = ({ toCode }: { toCode: string }) => ({ currencyCode: toCode.repeat(1_000) });
      await using pair = await connect(path, { convert }, { client: { readMaxBytes: 100 } });
      const long = pair.client.convert({ toCode: "EUR" });
      await assert.rejects(long, { code: Code.ResourceExhausted });
      await pair.client.convert({});
    });

    test("answers a call while another one waits", async () => {
      const held = Promise.withResolvers<void>();
      await using pair = await connect(path, {
        async convert({ toCode }) {
          if (toCode === "slow") await held.promise;
          return { currencyCode: toCode };
        },
      });
      const slow = pair.client.convert({ toCode: "slow" });
      const quick = await Promise.all(
        ["a", "b", "c"].map((toCode) => pair.client.convert({ toCode })),
      );
      assert.deepEqual(
        quick.map((answer) => answer.currencyCode),
        ["a", "b", "c"],
      );
      held.resolve();
      assert.equal((await slow).currencyCode, "slow");
    });

    test("uses its connections again", async () => {
      await using pair = await connect(path, { convert: () => ({}) });
      for (let i = 0; i < 10; i++) await pair.client.convert({});
      assert.equal(pair.sockets.size, 1);
    });
  });
}
