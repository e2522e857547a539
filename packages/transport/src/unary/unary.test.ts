import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { connect } from "../testing/connect.ts";
import { fastPath, fastToStock, stockPath, stockToFast, strictPath } from "../testing/paths.ts";

/** The error of a call that must fail. */
function failure(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => assert.fail("The call did not fail"),
    (reason) => ConnectError.from(reason),
  );
}

for (const path of [stockPath, fastPath, strictPath, stockToFast, fastToStock]) {
  describe(`unary call (${path.name})`, () => {
    test("carries the message, headers and trailers both ways", async () => {
      await using pair = await connect(path, {
        convert(request, { requestHeader, responseHeader, responseTrailer }) {
          responseHeader.set("echo", requestHeader.get("x-question") ?? "");
          responseHeader.append("set-cookie", "a=1");
          responseHeader.append("set-cookie", "b=2");
          responseTrailer.set("tail", "wags");
          return { currencyCode: request.toCode, units: -5n, nanos: -250_000_000 };
        },
      });
      let header = new Headers();
      let trailer = new Headers();
      const answer = await pair.client.convert(
        { toCode: "EUR" },
        {
          headers: { "x-question": "why" },
          onHeader: (value) => {
            header = value;
          },
          onTrailer: (value) => {
            trailer = value;
          },
        },
      );
      const expected = { currencyCode: "EUR", units: -5n, nanos: -250_000_000 };
      assert.deepEqual(answer, create(MoneySchema, expected));
      assert.equal(header.get("echo"), "why");
      assert.deepEqual(header.getSetCookie(), ["a=1", "b=2"]);
      assert.equal(header.get("trailer-tail"), null);
      assert.equal(trailer.get("tail"), "wags");
    });

    test("carries an error with its code, message, details and metadata", async () => {
      await using pair = await connect(path, {
        convert() {
          const details = [{ desc: MoneySchema, value: { currencyCode: "EUR" } }];
          throw new ConnectError(
            "kein Geld für «Ü»",
            Code.FailedPrecondition,
            { why: "broke" },
            details,
          );
        },
      });
      const error = await failure(pair.client.convert({}));
      assert.equal(error.code, Code.FailedPrecondition);
      assert.equal(error.rawMessage, "kein Geld für «Ü»");
      assert.equal(error.metadata.get("why"), "broke");
      assert.equal(error.findDetails(MoneySchema)[0]?.currencyCode, "EUR");
    });

    test("hides an error that is not a ConnectError", async () => {
      await using pair = await connect(path, {
        convert() {
          throw new TypeError("a secret");
        },
      });
      const error = await failure(pair.client.convert({}));
      assert.equal(error.code, Code.Internal);
      assert.equal(error.rawMessage, "internal error");
    });

    test("fails with UNIMPLEMENTED when the implementation lacks the method", async () => {
      await using pair = await connect(path, {});
      await assert.rejects(pair.client.convert({}), { code: Code.Unimplemented });
    });
  });
}

for (const path of [fastPath, strictPath, stockToFast]) {
  test(`unary call carries no metadata that would break its own answer (${path.name})`, async () => {
    const forbidden = { "transfer-encoding": "chunked", connection: "close", trailer: "x-a" };
    await using pair = await connect(path, {
      convert() {
        throw new ConnectError("broke", Code.NotFound, { ...forbidden, why: "broke" });
      },
      getSupportedCurrencies(_request, { responseHeader }) {
        for (const [name, value] of Object.entries(forbidden)) responseHeader.set(name, value);
        return { currencyCodes: ["EUR"] };
      },
    });
    const error = await failure(pair.client.convert({}));
    assert.equal(error.code, Code.NotFound);
    assert.equal(error.metadata.get("why"), "broke");
    const { currencyCodes } = await pair.client.getSupportedCurrencies({});
    assert.deepEqual(currencyCodes, ["EUR"]);
  });
}
