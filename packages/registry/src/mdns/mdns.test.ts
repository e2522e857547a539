import { randomBytes } from "node:crypto";
import { announcementContract, discoveryContract } from "../contract/index.ts";
import { createMdnsRegistry } from "./mdns.ts";

const log = { info() {}, warn() {} };

/** A shop of its own keeps a test apart from the others, and from a shop that is running. */
function unique(): string {
  return `test-${randomBytes(6).toString("hex")}`;
}

discoveryContract("mdns", async (instances) => {
  const shop = unique();
  const source = await createMdnsRegistry({ shop, log });
  const registry = await createMdnsRegistry({ shop, log });
  await Promise.all(instances.map((instance) => source.register(instance)));
  return {
    registry,
    publish: (instance) => source.register(instance),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
});

announcementContract("mdns", async () => {
  const shop = unique();
  const announcer = await createMdnsRegistry({ shop, log });
  const observer = await createMdnsRegistry({ shop, log });
  return {
    announcer,
    observer,
    async [Symbol.asyncDispose]() {
      await announcer[Symbol.asyncDispose]();
      await observer[Symbol.asyncDispose]();
    },
  };
});
