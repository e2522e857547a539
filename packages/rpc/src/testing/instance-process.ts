import type { AddressInfo } from "node:net";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath } from "@hipstershop/transport/testing";

/** A process for tests to stop and kill. It prints its port, and serves until it is killed. */
const [pathName, service] = process.argv.slice(2);
const path = pathName === "fast" ? fastPath : stockPath;
const server =
  service === "cartservice"
    ? path.createServer(CartService, { addItem: () => ({}) })
    : path.createServer(CurrencyService, { convert: () => ({ currencyCode: "process" }) });
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
