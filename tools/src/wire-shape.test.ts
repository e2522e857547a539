import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createFileRegistry,
  type DescField,
  type DescMessage,
  type DescService,
  fromBinary,
  ScalarType,
} from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { Edition, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";

// What clients in the wild rely on: the original shop's API. Additions to it are welcome and
// need no change here; a change of anything below breaks someone.
const RPCS = {
  CartService: {
    AddItem: "AddItemRequest -> Empty",
    GetCart: "GetCartRequest -> Cart",
    EmptyCart: "EmptyCartRequest -> Empty",
  },
  RecommendationService: {
    ListRecommendations: "ListRecommendationsRequest -> ListRecommendationsResponse",
  },
  ProductCatalogService: {
    ListProducts: "Empty -> ListProductsResponse",
    GetProduct: "GetProductRequest -> Product",
    SearchProducts: "SearchProductsRequest -> SearchProductsResponse",
  },
  ShippingService: {
    GetQuote: "GetQuoteRequest -> GetQuoteResponse",
    ShipOrder: "ShipOrderRequest -> ShipOrderResponse",
  },
  CurrencyService: {
    GetSupportedCurrencies: "Empty -> GetSupportedCurrenciesResponse",
    Convert: "CurrencyConversionRequest -> Money",
  },
  PaymentService: { Charge: "ChargeRequest -> ChargeResponse" },
  EmailService: { SendOrderConfirmation: "SendOrderConfirmationRequest -> Empty" },
  CheckoutService: { PlaceOrder: "PlaceOrderRequest -> PlaceOrderResponse" },
  AdService: { GetAds: "AdRequest -> AdResponse" },
};

const FIELDS = {
  AddItemRequest: { user_id: "1 string", item: "2 CartItem" },
  GetCartRequest: { user_id: "1 string" },
  EmptyCartRequest: { user_id: "1 string" },
  Cart: { user_id: "1 string", items: "2 repeated CartItem" },
  CartItem: { product_id: "1 string", quantity: "2 int32" },
  ListRecommendationsRequest: { user_id: "1 string", product_ids: "2 repeated string" },
  ListRecommendationsResponse: { product_ids: "1 repeated string" },
  ListProductsResponse: { products: "1 repeated Product" },
  GetProductRequest: { id: "1 string" },
  SearchProductsRequest: { query: "1 string" },
  SearchProductsResponse: { results: "1 repeated Product" },
  Product: {
    id: "1 string",
    name: "2 string",
    description: "3 string",
    picture: "4 string",
    price_usd: "5 Money",
    categories: "6 repeated string",
  },
  GetQuoteRequest: { address: "1 Address", items: "2 repeated CartItem" },
  GetQuoteResponse: { cost_usd: "1 Money" },
  ShipOrderRequest: { address: "1 Address", items: "2 repeated CartItem" },
  ShipOrderResponse: { tracking_id: "1 string" },
  Address: {
    street_address: "1 string",
    city: "2 string",
    state: "3 string",
    country: "4 string",
    zip_code: "5 int32",
  },
  GetSupportedCurrenciesResponse: { currency_codes: "1 repeated string" },
  CurrencyConversionRequest: { from: "1 Money", to_code: "2 string" },
  Money: { currency_code: "1 string", units: "2 int64", nanos: "3 int32" },
  ChargeRequest: { amount: "1 Money", credit_card: "2 CreditCardInfo" },
  ChargeResponse: { transaction_id: "1 string" },
  CreditCardInfo: {
    credit_card_number: "1 string",
    credit_card_cvv: "2 int32",
    credit_card_expiration_year: "3 int32",
    credit_card_expiration_month: "4 int32",
  },
  SendOrderConfirmationRequest: { email: "1 string", order: "2 OrderResult" },
  OrderResult: {
    order_id: "1 string",
    shipping_tracking_id: "2 string",
    shipping_cost: "3 Money",
    shipping_address: "4 Address",
    items: "5 repeated OrderItem",
  },
  OrderItem: { item: "1 CartItem", cost: "2 Money" },
  PlaceOrderRequest: {
    user_id: "1 string",
    user_currency: "2 string",
    address: "3 Address",
    email: "5 string",
    credit_card: "6 CreditCardInfo",
  },
  PlaceOrderResponse: { order: "1 OrderResult" },
  AdRequest: { context_keys: "1 repeated string" },
  AdResponse: { ads: "1 repeated Ad" },
  Ad: { redirect_url: "1 string", text: "2 string" },
  Empty: {},
};

const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)),
);

for (const [name, rpcs] of Object.entries(RPCS)) {
  test(`${name} keeps the RPCs of the original shop`, () => {
    const service = registry.getService(`hipstershop.${name}`);
    assert.ok(service, `service hipstershop.${name} must exist`);
    assert.deepEqual({ ...rpcsOf(service), ...rpcs }, rpcsOf(service));
  });
}

for (const [name, fields] of Object.entries(FIELDS)) {
  test(`${name} keeps the fields of the original shop`, () => {
    const message = registry.getMessage(`hipstershop.${name}`);
    assert.ok(message, `message hipstershop.${name} must exist`);
    assert.equal(message.file.edition, Edition.EDITION_PROTO3);
    assert.deepEqual({ ...fieldsOf(message), ...fields }, fieldsOf(message));
  });
}

test("PlaceOrderRequest leaves field 4 alone, which once had a meaning", () => {
  const message = registry.getMessage("hipstershop.PlaceOrderRequest");
  assert.ok(message?.fields.every(({ number }) => number !== 4));
});

/** Its RPCs as the table writes them: "Request -> Response". */
function rpcsOf(service: DescService): Record<string, string> {
  return Object.fromEntries(
    service.methods.map(({ name, methodKind, input, output }) => {
      const stream = methodKind === "unary" ? "" : ` (${methodKind})`;
      return [name, `${typeName(input)} -> ${typeName(output)}${stream}`];
    }),
  );
}

/** Its fields as the table writes them: "1 repeated string". */
function fieldsOf(message: DescMessage): Record<string, string> {
  return Object.fromEntries(
    message.fields.map((field) => [field.name, `${field.number} ${typeOf(field)}`]),
  );
}

function typeOf(field: DescField): string {
  const repeated = field.fieldKind === "list" ? "repeated " : "";
  if (field.fieldKind === "map") return "map";
  if (field.message) return repeated + typeName(field.message);
  if (field.enum) return repeated + typeName(field.enum);
  return repeated + ScalarType[field.scalar].toLowerCase();
}

/** The name within our package; a type of another package keeps its whole name. */
function typeName({ typeName }: { typeName: string }): string {
  return typeName.replace(/^hipstershop\.(?=[^.]+$)/, "");
}
