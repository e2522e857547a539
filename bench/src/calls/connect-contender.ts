import { Writable } from "node:stream";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { createMemoryRegistry, type Registry } from "@hipstershop/registry";
import {
  defineService,
  defineWeb,
  type ServiceDefinition,
  startService,
} from "@hipstershop/service";
import { answers, conversion } from "./answers.ts";
import type { Calls, Contender } from "./contender.ts";

export interface ConnectContenderOptions {
  readonly fastPath: boolean;
  /** What both ends record, as OpenTelemetry's variables say it. By default nothing. */
  readonly recording?: Readonly<Record<string, string | undefined>>;
}

/**
 * The shop's own clients and servers with all that they do: pick, deadline, retry and
 * watchdog on one end, one port for all protocols, limits, call context and request ids on
 * the other.
 */
export function createConnectContender(options: ConnectContenderOptions): Contender {
  const { fastPath, recording = { OTEL_SDK_DISABLED: "true" } } = options;

  async function start(definition: ServiceDefinition, registry: Registry): Promise<string> {
    const env = { REGISTRY: "memory", NODE_ENV: "production", PORT: "0", ...recording };
    const logTo = new Writable({ write: (_chunk, _encoding, done) => done() });
    const { instance } = await startService(definition, { env, registry, fastPath, logTo });
    return instance.address;
  }

  return {
    async serve() {
      const registry = createMemoryRegistry();
      return {
        convert: await start(currencyservice, registry),
        listProducts: await start(catalogservice, registry),
      };
    },

    async connect(addresses) {
      const registry = createMemoryRegistry();
      const register = (service: string, address: string) =>
        registry.register({ id: `${service}-1`, service, address, version: "", metadata: {} });
      await register("currencyservice", addresses.convert);
      await register("productcatalogservice", addresses.listProducts);
      const { promise: calls, resolve } = Promise.withResolvers<Calls>();
      const caller = defineWeb({
        name: "caller",
        create({ client }) {
          const currency = client(CurrencyService);
          const catalog = client(ProductCatalogService);
          resolve({
            convert: () => currency.convert(conversion),
            listProducts: () => catalog.listProducts({}),
          });
          return unused;
        },
      });
      await start(caller, registry);
      return calls;
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
