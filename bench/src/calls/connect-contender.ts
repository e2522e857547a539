import { Writable } from "node:stream";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { defineService, type ServiceDefinition, startService } from "@hipstershop/service";
import type { OpenTransport } from "@hipstershop/transport";
import { answers, conversion } from "./answers.ts";
import type { Contender } from "./contender.ts";

export interface ConnectContenderOptions {
  readonly open: OpenTransport;
  readonly fastPath: boolean;
}

/**
 * The shop's own clients and servers with all that they do: pick, deadline, retry and
 * watchdog on one end, one port for all protocols, limits, call context and request ids on
 * the other.
 */
export function createConnectContender({ open, fastPath }: ConnectContenderOptions): Contender {
  return {
    async serve() {
      const registry = createMemoryRegistry();
      const env = { REGISTRY: "memory", NODE_ENV: "production" };
      const logTo = new Writable({ write: (_chunk, _encoding, done) => done() });
      const serve = async (definition: ServiceDefinition) => {
        const { instance } = await startService(definition, { env, registry, fastPath, logTo });
        return instance.address;
      };
      return { convert: await serve(currencyservice), listProducts: await serve(catalogservice) };
    },

    async connect(addresses) {
      const registry = createMemoryRegistry();
      const register = (service: string, address: string) =>
        registry.register({ id: `${service}-1`, service, address, version: "", metadata: {} });
      await register("currencyservice", addresses.convert);
      await register("productcatalogservice", addresses.listProducts);
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

const unused = () => {
  throw new Error("This is not measured");
};

const currencyservice = defineService({
  service: CurrencyService,
  create: () => ({
    convert: answers.convert,
    convertAll: unused,
    getSupportedCurrencies: unused,
  }),
});

const catalogservice = defineService({
  service: ProductCatalogService,
  create: () => ({
    listProducts: answers.listProducts,
    getProduct: unused,
    getProducts: unused,
    searchProducts: unused,
  }),
});
