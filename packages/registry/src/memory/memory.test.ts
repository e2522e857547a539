import { announcementContract, discoveryContract } from "../contract/index.ts";
import { createMemoryNetwork, createMemoryRegistry } from "./memory.ts";

discoveryContract(
  "memory",
  async (instances) => {
    const network = createMemoryNetwork();
    const source = createMemoryRegistry(network);
    const registry = createMemoryRegistry(network);
    for (const instance of instances) await source.register(instance);
    return {
      registry,
      publish: (instance) => source.register(instance),
      async [Symbol.asyncDispose]() {
        await registry[Symbol.asyncDispose]();
        await source[Symbol.asyncDispose]();
      },
    };
  },
  { trouble: "a map of this process cannot fail" },
);

announcementContract("memory", async () => {
  const network = createMemoryNetwork();
  const announcer = createMemoryRegistry(network);
  const observer = createMemoryRegistry(network);
  return {
    announcer,
    observer,
    async [Symbol.asyncDispose]() {
      await announcer[Symbol.asyncDispose]();
      await observer[Symbol.asyncDispose]();
    },
  };
});
