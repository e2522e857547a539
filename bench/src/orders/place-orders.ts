import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { checkoutForm } from "@hipstershop/e2e/visitor";

/**
 * Places orders in a shop, each of a new visitor who puts one mug into the cart and sends the form
 * of the checkout. Returns how many were not placed. Rejects when the shop is out of reach.
 */
export async function placeOrders(
  url: string,
  { count, inFlight }: { readonly count: number; readonly inFlight: number },
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let left = count;
  let failed = 0;
  async function visit(): Promise<void> {
    while (left-- > 0) {
      if (!(await placeOrder(url, agent))) failed++;
    }
  }
  try {
    await Promise.all(Array.from({ length: inFlight }, visit));
    return failed;
  } finally {
    agent.destroy();
  }
}

async function placeOrder(url: string, agent: Agent): Promise<boolean> {
  const added = await post(agent, `${url}/cart`, { product_id: "6E92ZMYYFZ", quantity: "1" });
  const cookie = (added.headers["set-cookie"] ?? []).map((each) => each.split(";")[0]).join("; ");
  const { status, body } = await post(agent, `${url}/cart/checkout`, checkoutForm(), cookie);
  return status === 200 && body.includes("It is on its way");
}

async function post(agent: Agent, url: string, form: Record<string, string>, cookie = "") {
  const body = new URLSearchParams(form).toString();
  const headers = {
    cookie,
    "content-type": "application/x-www-form-urlencoded",
    "content-length": body.length,
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: "POST", agent, headers }, resolve).on("error", reject).end(body);
  });
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
