import { announcementContract, discoveryContract } from "../contract/index.ts";
import { createMemoryNetwork, createMemoryRegistry } from "../memory/memory.ts";
import { createFaulty } from "../testing/create-faulty.ts";
import { createCachedRegistry } from "./cached.ts";

discoveryContract("cached", async (instances) => {
  const network = createMemoryNetwork();
  const source = createMemoryRegistry(network);
  const faulty = createFaulty(createMemoryRegistry(network));
  const registry = createCachedRegistry(faulty);
  for (const instance of instances) await source.register(instance);
  return {
    registry,
    publish: (instance) => source.register(instance),
    async fail() {
      faulty.fail(new Error("The wire is cut"));
      return { [Symbol.asyncDispose]: async () => faulty.recover() };
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
});

announcementContract("cached", async () => {
  const network = createMemoryNetwork();
  const announcer = createCachedRegistry(createMemoryRegistry(network));
  const observer = createCachedRegistry(createMemoryRegistry(network));
  return {
    announcer,
    observer,
    async [Symbol.asyncDispose]() {
      await announcer[Symbol.asyncDispose]();
      await observer[Symbol.asyncDispose]();
    },
  };
});
