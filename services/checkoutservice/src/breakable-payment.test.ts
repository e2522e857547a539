import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { noFaults } from "@hipstershop/service";
import { breakablePayment } from "./breakable-payment.ts";

const client = createClient(
  PaymentService,
  createRouterTransport(({ service }) => {
    service(PaymentService, { void: () => ({}) });
  }),
);

test("breakablePayment reaches nobody while paymentUnreachable is on", async () => {
  let isOn = true;
  const faults = {
    ...noFaults,
    isOn: async (flag: string) => isOn && flag === "paymentUnreachable",
  };
  const breakable = breakablePayment(client, { faults, flagsFile: "flags.json" });
  await assert.rejects(breakable.void({}), { code: Code.Unavailable });
  isOn = false;
  await breakable.void({});
});

test("breakablePayment leaves a client as it is where nothing may be broken", () => {
  assert.equal(breakablePayment(client, { faults: noFaults, flagsFile: undefined }), client);
});
