import { announcementContract, discoveryContract } from "../contract/index.ts";
import { createMemoryNetwork, createMemoryRegistry } from "../memory/memory.ts";
import { createCachedRegistry } from "./cached.ts";

const log = { info() {}, warn() {} };

discoveryContract("cached", async (instances) => {
  const network = createMemoryNetwork();
  const source = createMemoryRegistry(network);
  const registry = createCachedRegistry(createMemoryRegistry(network), { log });
  for (const instance of instances) await source.register(instance);
  return {
    registry,
    publish: (instance) => source.register(instance),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
});

announcementContract("cached", async () => {
  const network = createMemoryNetwork();
  const announcer = createCachedRegistry(createMemoryRegistry(network), { log });
  const observer = createCachedRegistry(createMemoryRegistry(network), { log });
  return {
    announcer,
    observer,
    async [Symbol.asyncDispose]() {
      await announcer[Symbol.asyncDispose]();
      await observer[Symbol.asyncDispose]();
    },
  };
});
