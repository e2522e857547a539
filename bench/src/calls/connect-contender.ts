import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients, createUnaryListener, type OpenTransport } from "@hipstershop/rpc";
import { answers, conversion } from "./answers.ts";
import type { Contender } from "./contender.ts";

export interface ConnectContenderOptions {
  readonly open: OpenTransport;
  /** Whether the server has the fast path mounted, and speaks HTTP/1.1 for it. */
  readonly fast: boolean;
}

/** Our clients with all that they do (pick, deadline, retry, watchdog), and our servers. */
export function createConnectContender({ open, fast }: ConnectContenderOptions): Contender {
  return {
    async serve() {
      const currency = createUnaryListener(CurrencyService, { convert: answers.convert });
      const catalog = createUnaryListener(ProductCatalogService, {
        listProducts: answers.listProducts,
      });
      const stock = connectNodeAdapter({
        acceptCompression: [],
        routes(router) {
          router.service(CurrencyService, { convert: answers.convert });
          router.service(ProductCatalogService, { listProducts: answers.listProducts });
        },
      });
      const listener: RequestListener = (request, response) => {
        if (!currency(request, response) && !catalog(request, response)) stock(request, response);
      };
      const server = fast ? createServer(listener) : createHttp2Server(stock);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    },

    async connect(port) {
      const registry = createMemoryRegistry();
      for (const service of ["currencyservice", "productcatalogservice"]) {
        const address = `127.0.0.1:${port}`;
        await registry.register({
          id: `${service}-1`,
          service,
          address,
          version: "",
          metadata: {},
        });
      }
      const clients = createClients({ registry, open });
      const currency = clients.client(CurrencyService);
      const catalog = clients.client(ProductCatalogService);
      return {
        convert: () => currency.convert(conversion),
        listProducts: () => catalog.listProducts({}),
      };
    },
  };
}
