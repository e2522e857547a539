import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import {
  type CurrencyConversionRequest,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import type { Path } from "@hipstershop/transport/testing";
import { createClients } from "../clients.ts";
import { serveInstance } from "./serve-instance.ts";

type Convert = (request: CurrencyConversionRequest, context: HandlerContext) => unknown;

/** A registry, clients and servers that find one another. */
export function createSetup({ open, ...path }: Path) {
  const registry = createMemoryRegistry();
  const clients = createClients({ registry, open });
  const servers = { registry, path: { open, ...path } };
  return {
    registry,
    clients,
    /** Serves a CurrencyService whose Convert calls `convert`, if given, and answers with its id. */
    currency(id: string, convert?: Convert) {
      const implementation = {
        async convert(request: CurrencyConversionRequest, context: HandlerContext) {
          await convert?.(request, context);
          return { currencyCode: id };
        },
      };
      return serveInstance(CurrencyService, implementation, { ...servers, id });
    },
    cart(id: string, implementation: Partial<ServiceImpl<typeof CartService>>) {
      return serveInstance(CartService, implementation, { ...servers, id });
    },
    async [Symbol.asyncDispose]() {
      await clients[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}
