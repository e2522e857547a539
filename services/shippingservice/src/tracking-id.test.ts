import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { AddressSchema } from "@hipstershop/proto/hipstershop/common";
import fc from "fast-check";
import { trackingId } from "./tracking-id.ts";

test("trackingId has one length for the smallest and the largest random numbers", () => {
  const address = create(AddressSchema, {
    streetAddress: "1 Rue Ney",
    city: "Paris",
    state: "IDF",
  });
  assert.equal(
    trackingId(address, () => 0),
    "AA-21000-100000000",
  );
  assert.equal(
    trackingId(address, () => 1 - Number.EPSILON),
    "ZZ-21999-109999999",
  );
});

test("trackingId has the shape of the original shop's for any address", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string(),
      fc.infiniteStream(random),
      (a, b, c, stream) => {
        const address = create(AddressSchema, { streetAddress: a, city: b, state: c });
        const { length } = `${a}, ${b}, ${c}`;
        const shape = new RegExp(`^[A-Z]{2}-${length}\\d{3}-${Math.floor(length / 2)}\\d{7}$`);
        assert.match(
          trackingId(address, () => stream.next().value),
          shape,
        );
      },
    ),
  );
});
