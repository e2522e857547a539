import { freePort } from "@hipstershop/dns-sd/testing";
import { announcementContract, discoveryContract } from "../contract/index.ts";
import { createMdnsRegistry } from "./mdns.ts";

/** Two registries on a network of their own: on port 5353 each would hear every test. */
async function open() {
  const options = { shop: "test", log: { info() {}, warn() {} }, port: await freePort() };
  const one = await createMdnsRegistry(options);
  const other = await createMdnsRegistry(options);
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await other[Symbol.asyncDispose]();
      await one[Symbol.asyncDispose]();
    },
  };
}

discoveryContract("mdns", async (instances) => {
  const network = await open();
  await Promise.all(instances.map((instance) => network.one.register(instance)));
  return {
    ...network,
    registry: network.other,
    publish: (instance) => network.one.register(instance),
  };
});

announcementContract("mdns", async () => {
  const network = await open();
  return { ...network, announcer: network.one, observer: network.other };
});
