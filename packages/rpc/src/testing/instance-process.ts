import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";

/** A process to be stopped and killed by tests: it prints its port and serves until then. */
const server = createServer(
  connectNodeAdapter({
    routes(router) {
      router.service(CurrencyService, { convert: () => ({ currencyCode: "process" }) });
      router.service(CartService, { addItem: () => ({}) });
    },
  }),
);
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
