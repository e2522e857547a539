// Asks a shop in development for what a page of another site would, once its name leads to this
// machine (DNS rebinding), and sends requests whose host is unclear. Prints the status of each
// answer, and exits with 1 where one is not what it must be:
//   npm exec -- node e2e/src/attacks/false-hosts.ts
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { startShop } from "../shop.ts";

await using shop = await startShop({ services: ["frontend", "currencyservice"] });
const frontend = shop.url.slice("http://".length);
const { address: currency } = await shop.instance("currencyservice");

const own = [`Host: ${frontend}`, `Origin: http://${frontend}`];
const evil = ["Host: evil.example", "Origin: http://evil.example"];
const proxied = [...evil, "X-Forwarded-Host: localhost"];
const [foreign] = evil as [string];

const page = "GET /robots.txt HTTP/1.1";
const form = (...headers: string[]) => [
  "POST /setCurrency HTTP/1.1",
  ...headers,
  "Content-Type: application/x-www-form-urlencoded",
  "Content-Length: 17",
  "",
  "currency_code=EUR",
];
const rates = "/hipstershop.CurrencyService/GetSupportedCurrencies";
const query = "?connect=v1&encoding=json&message=%7B%7D";
const call = (path: string, ...headers: string[]) => [
  `POST ${path} HTTP/1.1`,
  ...headers,
  "Content-Type: application/json",
  "Content-Length: 2",
  "",
  "{}",
];

const attacks: readonly [what: string, status: number, to: string, lines: string[]][] = [
  ["a form of the shop", 302, frontend, form(...own)],
  ["a form, rebound", 421, frontend, form(...evil)],
  ["a form without an Origin", 421, frontend, form(foreign)],
  ["a form as if by a proxy", 421, frontend, form(...proxied)],
  ["a page, rebound", 421, frontend, [page, foreign]],
  ["a page by its URL", 421, frontend, ["GET http://evil.example/ HTTP/1.1", ...own]],
  ["a call, rebound", 421, currency, call(rates, ...evil)],
  ["a call by GET, rebound", 421, currency, [`GET ${rates}${query} HTTP/1.1`, foreign]],
  ["health, rebound", 421, frontend, call("/grpc.health.v1.Health/Check", ...evil)],
  ["a call of no browser", 200, currency, call(rates, foreign)],
  ["two hosts", 400, frontend, [page, `Host: ${frontend}`, foreign]],
  ["a call of two hosts", 400, currency, call(rates, "Host: a", "Host: b")],
  ["HTTP/0.9", 505, frontend, ["GET /robots.txt"]],
  ["HTTP/1.0 without a host", 200, frontend, ["GET /robots.txt HTTP/1.0"]],
];

for (const [what, expected, to, lines] of attacks) {
  const status = await statusOf(to, lines);
  console.log(`${what.padEnd(26)}${status}${status === expected ? "" : `, not ${expected}`}`);
  if (status !== expected) process.exitCode = 1;
}

async function statusOf(address: string, [first = "", ...rest]: string[]): Promise<number> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect(Number(port), hostname);
  const end = rest.includes("") ? [] : ["", ""];
  socket.write([first, "Connection: close", ...rest, ...end].join("\r\n"));
  return Number((await text(socket)).split(" ")[1]);
}
