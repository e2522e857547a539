// Somebody on the shop's network announces 60,000 instances that are not there, full of text, while
// a visitor buys. Prints how many orders failed and what each process grew by. On Linux, in a
// network of its own, so that other shops on this machine hear nothing of it:
//   unshare --net --map-root-user sh -c \
//     'ip link set lo up && exec npm exec -- node e2e/src/attacks/false-instances.ts'
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { serviceNames } from "@hipstershop/shop/names";
import { type Answer, encode } from "dns-packet";
import { type Shop, startShop } from "../shop.ts";
import { checkoutForm, createVisitor } from "../visitor.ts";

const FALSE_INSTANCES = Number(process.argv[2] ?? 60_000);
const ORDERS_AFTER = 20;
const TYPE = "_hipstershop._tcp.local";
const TEXT = Array.from({ length: 4 }, (_, index) => `k${index}=${"x".repeat(240)}`);

// With the nursery of the images.
await using shop = await startShop({ env: { NODE_OPTIONS: "--max-semi-space-size=4" } });
// Every process has called those that it calls.
if (!(await order(shop.url))) throw new Error("The shop takes no order before it is attacked");
const before = await memory(shop);
const start = performance.now();
const flooding = flood(shop.name);
const during = await buy(flooding);
const seconds = (performance.now() - start) / 1_000;
const after = await buy(Promise.resolve(), ORDERS_AFTER);

console.log(`${FALSE_INSTANCES} false instances in ${seconds.toFixed(1)} s`);
for (const [when, { tried, failed, slowestMs }] of Object.entries({ during, after })) {
  console.log(
    `${when}: ${tried} orders, ${failed} failed, the slowest ${Math.round(slowestMs)} ms`,
  );
}
for (const [service, megabytes] of await memory(shop)) {
  const growth = megabytes - (before.get(service) ?? 0);
  console.log(`${service.padEnd(24)} +${growth} MB to ${megabytes} MB`);
}

/** Buys until a promise is settled, and so many times at least. */
async function buy(until: Promise<void>, atLeast = 1) {
  const counts = { tried: 0, failed: 0, slowestMs: 0 };
  let isOver = false;
  const over = until.finally(() => {
    isOver = true;
  });
  const buying = (async () => {
    while (!isOver || counts.tried < atLeast) {
      const start = performance.now();
      counts.tried += 1;
      if (!(await order(shop.url).catch(() => false))) counts.failed += 1;
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - start);
    }
  })();
  await Promise.all([over, buying]);
  return counts;
}

async function flood(name: string): Promise<void> {
  await using socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.bind(5353, "127.0.0.1");
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");
  for (let count = 0; count < FALSE_INSTANCES; count++) {
    const service = serviceNames[count % serviceNames.length] ?? "";
    socket.send(announcement(name, service), 5353, "224.0.0.251");
    if (count % 20 === 0) await setImmediate();
  }
}

/** Says that an instance is at a port where nobody listens. */
function announcement(name: string, service: string): Buffer {
  const id = `${service}-${randomBytes(5).toString("hex")}`;
  const instance = `${id}.${TYPE}`;
  const common = { class: "IN", ttl: 4_500 } as const;
  const text = [`shop=${name}`, `service=${service}`, "version=1", ...TEXT];
  const answers: Answer[] = [
    { ...common, type: "PTR", name: TYPE, data: instance },
    { ...common, type: "SRV", name: instance, data: { port: 1, target: `${id}.local` } },
    { ...common, type: "TXT", name: instance, data: text },
    { ...common, type: "A", name: `${id}.local`, data: "127.0.0.1" },
  ];
  return encode({ type: "response", flags: 0x400, answers });
}

/** Buys a mug; returns whether the order was taken. */
async function order(url: string): Promise<boolean> {
  const visitor = createVisitor(url);
  await visitor.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "1" });
  const { status } = await visitor.post("/cart/checkout", checkoutForm());
  return status === 200;
}

/** The resident memory of each service's process, in megabytes. */
async function memory({ pids }: Shop): Promise<ReadonlyMap<string, number>> {
  const sizes = serviceNames.map(async (service) => {
    const [pid] = pids(service);
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    return [service, Math.round(kilobytes / 1_024)] as const;
  });
  return new Map(await Promise.all(sizes));
}
