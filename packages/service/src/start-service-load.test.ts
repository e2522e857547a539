import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { soon } from "./testing/soon.ts";
import { startCurrency } from "./testing/start-currency.ts";

for (const fastPath of [true, false]) {
  test(`startService sheds load and stays healthy when ${fastPath ? "fast" : "stock"} calls reach the limit`, async (t) => {
    await using service = await startCurrency({ fastPath, env: { MAX_CALLS: "2" } });
    const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
    const client = createClient(CurrencyService, transport);
    const abort = new AbortController();
    const slow = [1, 2].map(() => client.convert({ toCode: "SLOW" }, { signal: abort.signal }));
    const begun = () => service.logged.filter(({ msg }) => msg === "slow").length;
    await t.waitFor(() => assert.equal(begun(), 2), soon);

    for (let count = 0; count < 3; count++) {
      await assert.rejects(
        client.convert({ toCode: "EUR" }),
        (error: ConnectError) => error.code === Code.ResourceExhausted,
      );
    }
    const { status } = await createClient(Health, transport).check({});
    assert.equal(status, Status.SERVING);

    abort.abort();
    await Promise.allSettled(slow);
    const recovered = () => client.convert({ toCode: "EUR" });
    await t.waitFor(recovered, soon);
    const said = service.logged
      .map(({ msg }) => String(msg))
      .filter((msg) => /calls:|again/.test(msg));
    assert.match(String(said[0]), /^Refusing calls: 2 are in flight/);
    assert.match(String(said[1]), /^Taking calls again, after \d+ were refused/);
    assert.equal(said.length, 2);
  });
}
