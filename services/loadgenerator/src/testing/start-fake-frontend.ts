import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { PRODUCTS } from "../products.ts";

/** A frontend without services: carts are in memory, and pages have only what a visitor checks. */
export interface FakeFrontend extends AsyncDisposable {
  readonly url: string;
  /** The requests that arrived: "POST /cart". */
  readonly requests: readonly string[];
  /** What visitors sent to each path, newest last. */
  readonly forms: ReadonlyMap<string, readonly URLSearchParams[]>;
  /** Changes pages before they are sent; undefined answers 500. */
  spoil: (path: string, body: string) => string | undefined;
}

const SYMBOLS: Readonly<Record<string, string>> = { EUR: "€", USD: "$", JPY: "¥", CAD: "$" };
const RECEIPT = "Order 8c7c1d30-1111-11ef-9262-0242ac120002, parcel CA-36123-181234567";

/** Starts one on a free port of 127.0.0.1. */
export async function startFakeFrontend(): Promise<FakeFrontend> {
  const carts = new Map<string, Map<string, number>>();
  const requests: string[] = [];
  const forms = new Map<string, URLSearchParams[]>();
  let visitors = 0;

  const server = createServer(async (request, response) => {
    const { method = "", url = "" } = request;
    requests.push(`${method} ${url}`);
    const cookies = cookiesOf(request);
    const session = cookies.get("shop_session-id") ?? `visitor-${++visitors}`;
    const cart = carts.get(session) ?? new Map<string, number>();
    carts.set(session, cart);
    // A visitor may leave in the middle of a form.
    const form = new URLSearchParams(await text(request).catch(() => ""));
    response.appendHeader("set-cookie", `shop_session-id=${session}; Path=/; HttpOnly`);
    if (method === "POST") forms.set(url, [...(forms.get(url) ?? []), form]);

    const symbol = SYMBOLS[cookies.get("shop_currency") ?? "USD"] ?? "$";
    const names = (ids: Iterable<string>) =>
      [...ids].map((id) => PRODUCTS.get(id)?.replace("&", "&amp;")).join(", ");
    const bought = `${RECEIPT}: ${names(cart.keys())} for ${symbol}1`;
    let body = "";
    switch (`${method} ${url}`) {
      case "GET /":
        body = `${names(PRODUCTS.keys())} for ${symbol}1`;
        break;
      case "GET /cart":
        body = `${names(cart.keys())} for ${symbol}1 <input name="credit_card_number">`;
        break;
      case "POST /cart":
        cart.set(form.get("product_id") ?? "", Number(form.get("quantity")));
        redirect(response, "/cart");
        break;
      case "POST /cart/empty":
        cart.clear();
        redirect(response, "/");
        break;
      case "POST /setCurrency":
        response.appendHeader("set-cookie", `shop_currency=${form.get("currency_code")}; Path=/`);
        redirect(response, "/");
        break;
      case "POST /cart/checkout":
        cart.clear();
        body = bought;
        break;
      default: {
        const id = url.slice("/product/".length);
        body = `${names([id])} <input name="product_id" value="${id}"> ${symbol}1`;
      }
    }
    const page = frontend.spoil(url, body);
    if (page === undefined) response.statusCode = 500;
    response.end(page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const frontend: FakeFrontend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forms,
    spoil: (_, body) => body,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return frontend;
}

function redirect(response: ServerResponse, location: string): void {
  response.statusCode = 302;
  response.setHeader("location", location);
}

function cookiesOf({ headers }: IncomingMessage): Map<string, string> {
  const pairs = (headers.cookie ?? "").split("; ").filter((pair) => pair !== "");
  return new Map(pairs.map((pair) => pair.split("=") as [string, string]));
}
