import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { connect } from "../testing/connect.ts";
import { fastPath, fastToStock, stockPath, stockToFast, strictPath } from "../testing/paths.ts";
import { untilAborted } from "../testing/until-aborted.ts";

for (const path of [stockPath, fastPath, strictPath, stockToFast, fastToStock]) {
  describe(`unary call (${path.name})`, () => {
    test("ends at its deadline on both ends", async () => {
      const began = Promise.withResolvers<AbortSignal>();
      await using pair = await connect(path, {
        convert(_request, { signal }) {
          began.resolve(signal);
          return untilAborted(signal);
        },
      });
      // On a busy machine a call may be over before it has reached the server.
      let signal: AbortSignal | undefined;
      for (let timeoutMs = 50; signal === undefined; timeoutMs *= 2) {
        const call = pair.client.convert({}, { timeoutMs });
        await assert.rejects(call, { code: Code.DeadlineExceeded });
        signal = await Promise.race([began.promise, undefined]);
      }
      if (!signal.aborted) await once(signal, "abort");
    });

    test("ends on both ends when the caller cancels", async () => {
      const began = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<unknown>();
      await using pair = await connect(path, {
        convert(_request, { signal }) {
          signal.addEventListener("abort", () => ended.resolve(signal.reason));
          began.resolve();
          return ended.promise.then(() => ({}));
        },
      });
      const controller = new AbortController();
      const call = pair.client.convert({}, { signal: controller.signal });
      await began.promise;
      controller.abort();
      await assert.rejects(call, { code: Code.Canceled });
      await ended.promise;
      const again = pair.client.convert({}, { signal: controller.signal });
      await assert.rejects(again, { code: Code.Canceled });
    });

    test("aborts its handler's signal when it has ended", async () => {
      let signal: AbortSignal | undefined;
      await using pair = await connect(path, {
        convert(_request, context) {
          signal = context.signal;
          assert.equal(signal.aborted, false);
          return {};
        },
      });
      await pair.client.convert({}, { timeoutMs: 60_000 });
      assert.equal(signal?.aborted, true);
    });
  });
}
