import { parentPort, Worker, workerData } from "node:worker_threads";
import { ConnectError, createClient } from "@connectrpc/connect";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { openStockTransport } from "../stock-transport.ts";
import { openFastTransport } from "../unary/fast-transport.ts";

/** Which call: by which transport, and whether it streams. */
export interface Asked {
  readonly address: string;
  readonly open: "fast" | "stock";
  readonly streams: boolean;
}

/** How many items the answer has, or how the call failed. */
export interface Heard {
  readonly items?: number;
  readonly code?: number;
  readonly cause?: string;
}

/** The most that a thread may keep: the values of one message, and as much again. */
const MEGABYTES = 144;

/** Makes a call in a thread that has little memory. Rejects when that was not enough. */
export function askInLittleMemory(asked: Asked): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, maxYoungGenerationSizeMb: 16 },
  });
  worker.once("message", resolve);
  worker.once("error", reject);
  return promise.finally(() => worker.terminate());
}

async function ask({ address, open, streams }: Asked): Promise<Heard> {
  const openTransport = open === "fast" ? openFastTransport : openStockTransport;
  const transport = openTransport({ id: "liar", address });
  try {
    if (!streams) {
      const { products } = await createClient(ProductCatalogService, transport).listProducts({});
      return { items: products.length };
    }
    let items = 0;
    const reflection = createClient(ServerReflection, transport);
    for await (const { messageResponse } of reflection.serverReflectionInfo(nothing())) {
      if (messageResponse.case === "listServicesResponse") {
        items += messageResponse.value.service.length;
      }
    }
    return { items };
  } catch (reason) {
    const { code, cause } = ConnectError.from(reason);
    return { code, ...(cause instanceof Error && { cause: cause.message }) };
  } finally {
    transport.close?.();
  }
}

async function* nothing() {}

if (parentPort) parentPort.postMessage(await ask(workerData as Asked));
