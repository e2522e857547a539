import type { Instance } from "@hipstershop/registry";

/** Calls a method with JSON, and returns its answer, which of an error has its `code`. */
export async function rpc(
  { address }: Instance,
  method: string,
  request: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`http://${address}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", "connect-timeout-ms": "5000" },
    body: JSON.stringify(request),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** Adds one mug to a cart, and returns "ok" or the code of the error. */
export async function add(instance: Instance, userId: string, key = ""): Promise<string> {
  const item = { productId: "6E92ZMYYFZ", quantity: 1 };
  const request = { userId, item, idempotencyKey: key };
  const { code } = await rpc(instance, "hipstershop.CartService/AddItem", request);
  return String(code ?? "ok");
}

/** Returns how many mugs are in a cart. */
export async function countMugs(instance: Instance, userId: string): Promise<number> {
  const cart = await rpc(instance, "hipstershop.CartService/GetCart", { userId });
  const [line] = (cart.items ?? []) as readonly { quantity: number }[];
  return line?.quantity ?? 0;
}

/** Returns the health of a service, "SERVING"; by default that of the process. */
export async function health(instance: Instance, service = ""): Promise<string> {
  return String((await rpc(instance, "grpc.health.v1.Health/Check", { service })).status);
}
