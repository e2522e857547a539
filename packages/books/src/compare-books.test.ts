import assert from "node:assert/strict";
import { test } from "node:test";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { DeliveryKind, DeliveryState, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentEntryKind, PaymentState } from "@hipstershop/proto/hipstershop/payment";
import type { Books } from "./books.ts";
import { compareBooks } from "./compare-books.ts";
import { problemLine } from "./problem.ts";
import { showAmount } from "./show-amount.ts";
import {
  exampleBooks,
  order,
  payment,
  shipment,
  usd,
  WRITTEN_MS,
} from "./testing/example-books.ts";

const problemsOf = (books: Partial<Books>, sinceMs = Infinity) =>
  compareBooks({ ...exampleBooks(), ...books }, sinceMs).problems.map(problemLine);

const capture = { kind: PaymentEntryKind.CAPTURE, amount: usd(20) };

test("compareBooks finds nothing in books that agree, and sums them up", () => {
  const { problems, settled, sums, owed, underWay } = compareBooks(exampleBooks(), Infinity);
  assert.deepEqual(problems, []);
  assert.deepEqual([settled.length, underWay, owed], [3, 0, 0]);
  assert.deepEqual(
    sums.map(({ captured, placed }) => [captured, placed].map(showAmount)),
    [["20.00 USD", "20.00 USD"]],
  );
});

const shipped = exampleBooks().shipments;
const paid = exampleBooks().payments;

/** Books that differ from the example, and a line that must tell so. */
const WRONG: readonly (readonly [what: string, books: Partial<Books>, line: RegExp])[] = [
  [
    "an order that does not end",
    { orders: [order("placed"), order("other", { state: OrderState.SHIPPING })] },
    /^G2 order other: it has been shipping for too long$/,
  ],
  [
    "a placed order without a payment",
    { payments: [] },
    /^G3 placed order placed: it has no payment$/,
  ],
  [
    "a payment of less than the order costs",
    { payments: [payment("placed", { captured: usd(19, 990_000_000) })] },
    /^G3 placed order placed: it costs 20\.00 USD, and captured is 19\.99 USD$/,
  ],
  [
    "a payment in another currency",
    { orders: [order("placed", { total: { currencyCode: "CAD", units: 20n } })] },
    /^G3 placed order placed: it costs 20\.00 CAD, and captured is 20\.00 USD$/,
  ],
  [
    "a canceled order whose money is kept",
    { orders: [order("placed", { state: OrderState.CANCELED, deliveries: [] })] },
    /^G3 canceled order placed: 20\.00 USD were captured, and 0\.00 given back$/,
  ],
  [
    "a refused order whose money is kept aside",
    { payments: [...paid, payment("refused", { state: PaymentState.AUTHORIZED })] },
    /^G3 refused order refused: its 20\.00 USD are still authorized$/,
  ],
  [
    "a refund that the ledger has and the order has not",
    {
      payments: [
        payment("placed", {
          refunded: usd(5),
          entries: [capture, { kind: PaymentEntryKind.REFUND, amount: usd(5) }],
        }),
      ],
    },
    /^G3 placed order placed: its refunds are 0\.00, and the ledger's are 5\.00 USD$/,
  ],
  [
    "a refund that was asked for, and not done",
    { orders: [order("placed", { refunds: [{ idempotencyKey: "r1", amount: usd(5) }] })] },
    /^G3 placed order placed: its refund "r1" is asked for, and not done$/,
  ],
  [
    "a payment that belongs to no order",
    { payments: [...paid, payment("nobody")] },
    /^G1 payment nobody: it belongs to no order$/,
  ],
  [
    "sums that differ",
    { payments: [...paid, payment("nobody")] },
    /^G3 sum of USD: captured less refunded is 40\.00 USD, and placed 20\.00 USD$/,
  ],
  [
    "a key with two payments",
    { payments: [...paid, payment("placed")] },
    /^G1 payment placed: it stands in the books twice$/,
  ],
  [
    "a payment that was captured twice",
    { payments: [payment("placed", { captured: usd(40), entries: [capture, capture] })] },
    /^G1 payment placed: it was captured 2 times$/,
  ],
  [
    "a row that its entries do not add up to",
    { payments: [payment("placed", { entries: [] })] },
    /^G3 payment placed: captured is 20\.00 USD, and its entries say 0\.00$/,
  ],
  [
    "more refunded than captured",
    { payments: [payment("placed", { refunded: usd(21) })] },
    /^G3 payment placed: 21\.00 USD were refunded, of 20\.00 USD$/,
  ],
  [
    "a placed order without a shipment",
    { shipments: [] },
    /^G5 placed order placed: it has no shipment$/,
  ],
  [
    "a placed order whose shipment was canceled",
    { shipments: [shipment("placed", { canceledAt: timestampFromMs(WRITTEN_MS) })] },
    /^G5 placed order placed: its shipment was canceled$/,
  ],
  [
    "a canceled order that is on its way",
    { shipments: [...shipped.slice(0, 1), shipment("canceled")] },
    /^G5 canceled order canceled: its shipment is on its way$/,
  ],
  [
    "other things than were ordered on their way",
    { shipments: [shipment("placed", { items: [{ productId: "mug", quantity: 1 }] })] },
    /^G5 placed order placed: it is of 2 of mug, and 1 of mug was shipped$/,
  ],
  [
    "another number to follow the order by",
    { shipments: [shipment("placed", { trackingId: "other" })] },
    /^G5 placed order placed: it is followed by track-placed, and was shipped as other$/,
  ],
  [
    "a shipment that belongs to no order",
    { shipments: [...shipped, shipment("nobody")] },
    /^G5 shipment nobody: it belongs to no order$/,
  ],
  [
    "a placed order that owes nothing",
    { orders: [order("placed", { deliveries: [] })] },
    /^G6 placed order placed: it has 0 deliveries of its confirmation, not one$/,
  ],
  [
    "a confirmation that is in no mailbox",
    { mailbox: { messageIds: [], whole: true } },
    /^G6 placed order placed: its confirmation is said to be mailed, and was not$/,
  ],
  [
    "a confirmation of an order that was refused",
    { mailbox: { messageIds: ["<refused@shop.example>"], whole: false } },
    /^G6 refused order refused: it is not placed, and its confirmation was mailed$/,
  ],
];

for (const [what, books, line] of WRONG) {
  test(`compareBooks finds ${what}`, () => {
    const problems = problemsOf(books);
    assert.equal(problems.filter((problem) => line.test(problem)).length, 1, problems.join("\n"));
  });
}

test("compareBooks judges no order that has just changed, and leaves its money out", () => {
  const young = order("young", { state: OrderState.CAPTURING, deliveries: [] });
  const books = {
    ...exampleBooks(),
    orders: [...exampleBooks().orders, young],
    payments: [...paid, payment("young")],
  };
  young.changedAt = timestampFromMs(WRITTEN_MS + 1);
  const { problems, underWay } = compareBooks(books, WRITTEN_MS);
  assert.deepEqual([problems, underWay], [[], 1]);
  assert.notDeepEqual(compareBooks(books, WRITTEN_MS + 1).problems, []);
});

test("compareBooks takes an order for young while a refund of it is", () => {
  const asked = { idempotencyKey: "r1", amount: usd(5), askedAt: timestampFromMs(WRITTEN_MS + 1) };
  assert.deepEqual(problemsOf({ orders: [order("placed", { refunds: [asked] })] }, WRITTEN_MS), []);
});

test("compareBooks keeps charges without a key and orders before the ledger apart", () => {
  const { problems, sums } = compareBooks(
    {
      ...exampleBooks(),
      orders: [...exampleBooks().orders, order("old", { beforeLedger: true, deliveries: [] })],
      payments: [...paid, payment(""), payment("")],
    },
    Infinity,
  );
  assert.deepEqual(problems, []);
  const [{ placed, keyless, beforeLedger } = assert.fail("no sums")] = sums;
  assert.deepEqual([placed, keyless, beforeLedger].map(showAmount), [
    "20.00 USD",
    "40.00 USD",
    "20.00 USD",
  ]);
});

test("compareBooks counts what is owed and given up, which disagrees with nothing", () => {
  const deliveries = [
    { kind: DeliveryKind.MAIL, state: DeliveryState.GIVEN_UP },
    { kind: DeliveryKind.CART, state: DeliveryState.OWED },
  ];
  const books = { ...exampleBooks(), orders: [order("placed", { deliveries })] };
  const { problems, owed, givenUp } = compareBooks(
    { ...books, payments: [payment("placed")], shipments: [shipment("placed")] },
    Infinity,
  );
  assert.deepEqual([problems, owed, givenUp], [[], 1, 1]);
});
