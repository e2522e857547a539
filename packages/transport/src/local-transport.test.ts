import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  type HandlerContext,
  type ServiceImpl,
} from "@connectrpc/connect";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import {
  type Product,
  ProductCatalogService,
  ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { createLocalTransport } from "./local-transport.ts";

type GetProduct = (id: string, context: HandlerContext) => Product | Promise<Product>;

function catalog(getProduct: GetProduct) {
  const implementation: Partial<ServiceImpl<typeof ProductCatalogService>> = {
    getProduct: ({ id }, context) => getProduct(id, context),
  };
  return createClient(
    ProductCatalogService,
    createLocalTransport(ProductCatalogService, implementation),
  );
}

test("a local transport gives the caller a copy", async () => {
  const product = create(ProductSchema, { id: "MUG", priceUsd: { units: 8n } });
  const client = catalog(() => product);
  const answer = await client.getProduct({ id: "MUG" });
  assert.deepEqual(answer, product);
  assert.notEqual(answer, product);
  assert.notEqual(answer.priceUsd, product.priceUsd);
});

test("a local transport passes headers, trailers and the deadline on", async () => {
  const client = catalog((_, context) => {
    assert.equal(context.requestHeader.get("x-request-id"), "r1");
    assert.ok(Number(context.timeoutMs()) > 50_000);
    context.responseHeader.set("cache-control", "max-age=5");
    context.responseTrailer.set("x-last", "yes");
    return create(ProductSchema, {});
  });
  const seen: (string | null)[] = [];
  await client.getProduct(
    {},
    {
      headers: { "x-request-id": "r1" },
      timeoutMs: 60_000,
      onHeader: (header) => seen.push(header.get("cache-control")),
      onTrailer: (trailer) => seen.push(trailer.get("x-last")),
    },
  );
  assert.deepEqual(seen, ["max-age=5", "yes"]);
});

test("a local transport passes an error on as the network would", async () => {
  const detail = { desc: ProductSchema, value: { id: "MUG" } };
  const cause = new Error("only for the log");
  const client = catalog(() => {
    throw new ConnectError("no mug", Code.NotFound, { "x-why": "broken" }, [detail], cause);
  });
  await assert.rejects(client.getProduct({}), (error: ConnectError) => {
    assert.equal(error.code, Code.NotFound);
    assert.equal(error.rawMessage, "no mug");
    assert.equal(error.metadata.get("x-why"), "broken");
    assert.equal(error.findDetails(ProductSchema)[0]?.id, "MUG");
    assert.equal(error.cause, undefined);
    return true;
  });
});

test("a local transport hides an error that is not a ConnectError", async () => {
  const client = catalog(() => {
    throw new TypeError("a secret");
  });
  await assert.rejects(client.getProduct({}), (error: ConnectError) => {
    assert.equal(error.code, Code.Internal);
    assert.equal(error.rawMessage, "internal error");
    return true;
  });
});

test("a local transport ends a call at its deadline even if the handler does not end", async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const client = catalog((_, { signal }) => {
    signal.addEventListener("abort", () => resolve());
    return new Promise(() => {});
  });
  await assert.rejects(
    client.getProduct({}, { timeoutMs: 10 }),
    (error: ConnectError) => error.code === Code.DeadlineExceeded,
  );
  await aborted;
});

test("a local transport ends a call when its caller cancels", async () => {
  const abort = new AbortController();
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const client = catalog((_, { signal }) => {
    signal.addEventListener("abort", () => resolve());
    abort.abort();
    return new Promise(() => {});
  });
  const isCanceled = (error: ConnectError) => error.code === Code.Canceled;
  await assert.rejects(client.getProduct({}, { signal: abort.signal }), isCanceled);
  await aborted;
  await assert.rejects(client.getProduct({}, { signal: abort.signal }), isCanceled);
});

test("a local transport fails with UNIMPLEMENTED when the implementation lacks the method", async () => {
  const client = catalog(() => create(ProductSchema, {}));
  await assert.rejects(
    client.listProducts({}),
    (error: ConnectError) => error.code === Code.Unimplemented,
  );
});

test("a local transport streams", async () => {
  const implementation: Partial<ServiceImpl<typeof Health>> = {
    async *watch() {
      yield { status: Status.SERVING };
      yield { status: Status.NOT_SERVING };
    },
  };
  const client = createClient(Health, createLocalTransport(Health, implementation));
  const seen: Status[] = [];
  for await (const { status } of client.watch({})) seen.push(status);
  assert.deepEqual(seen, [Status.SERVING, Status.NOT_SERVING]);
});
