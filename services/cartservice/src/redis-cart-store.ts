import {
  CART_EXPIRY_MS,
  type CartLine,
  type CartStore,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";

/**
 * Returns a store that keeps carts in the Redis or Valkey of a URL. It connects before it
 * resolves, or fails to: then, and whenever the connection is lost, it goes on trying, at
 * least every second. Meanwhile its methods reject at once; on a server that has gone
 * silent, after a second.
 */
export async function createRedisCartStore(url: string): Promise<CartStore> {
  // Loaded here because a shop on a laptop has no Redis, and starts sooner without it.
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, {
    connectionName: "cartservice",
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // Without an answer for so long, the connection is given up: the server may have moved.
    socketTimeout: 3_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 900) + Math.random() * 100,
    enableOfflineQueue: false,
    // A command that was sent may have been obeyed. To send it again could add twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  let failure: Error | undefined;
  redis.on("error", (error) => {
    failure = error;
  });
  redis.on("ready", () => {
    failure = undefined;
  });
  await redis.connect().catch(() => {});

  async function run(script: string, userId: string, ...values: (string | number)[]) {
    return await redis.eval(script, 1, keyOf(userId), ...values);
  }

  return {
    name: "redis",
    async addItem(userId, { productId, quantity }) {
      const limits = [MAX_QUANTITY, MAX_LINES, CART_EXPIRY_MS];
      const outcome = await run(ADD_ITEM, userId, productId, quantity, ...limits);
      if (outcome === "quantity") throw tooManyOfOne(productId);
      if (outcome === "lines") throw tooManyLines();
    },
    async getCart(userId) {
      const lines: StoredLine[] = JSON.parse((await redis.get(keyOf(userId))) ?? "[]");
      return lines.map(([productId, quantity]): CartLine => ({ productId, quantity }));
    },
    async updateItem(userId, { productId, quantity }) {
      return (await run(UPDATE_ITEM, userId, productId, quantity, CART_EXPIRY_MS)) === 1;
    },
    async emptyCart(userId) {
      await redis.del(keyOf(userId));
    },
    async check() {
      // What a command would say here is that it was not sent, not why.
      if (redis.status !== "ready") throw failure ?? new Error("The connection was closed");
      await redis.ping();
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

/** A line as it is kept: the product and its quantity. */
type StoredLine = [productId: string, quantity: number];

// A cart is one key, so a script stays on one node of a cluster; and one text, because a
// hash of Redis does not keep the order of its fields.
function keyOf(userId: string): string {
  return `cart:${userId}`;
}

// Scripts are atomic: no other command comes between what they read and what they write.
const ADD_ITEM = `
local product, added = ARGV[1], tonumber(ARGV[2])
local maxQuantity, maxLines, expiryMs = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local lines = cjson.decode(redis.call("GET", KEYS[1]) or "[]")
local found
for _, line in ipairs(lines) do
  if line[1] == product then found = line end
end
if not found then
  if #lines >= maxLines then return "lines" end
  found = {product, 0}
  lines[#lines + 1] = found
end
if found[2] + added > maxQuantity then return "quantity" end
found[2] = found[2] + added
redis.call("SET", KEYS[1], cjson.encode(lines), "PX", expiryMs)
return "added"`;

const UPDATE_ITEM = `
local product, quantity, expiryMs = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local lines = cjson.decode(redis.call("GET", KEYS[1]) or "[]")
for index, line in ipairs(lines) do
  if line[1] == product then
    line[2] = quantity
    if quantity == 0 then table.remove(lines, index) end
    if #lines == 0 then
      redis.call("DEL", KEYS[1])
    else
      redis.call("SET", KEYS[1], cjson.encode(lines), "PX", expiryMs)
    end
    return 1
  end
end
return 0`;
