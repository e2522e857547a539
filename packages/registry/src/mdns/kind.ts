import * as v from "valibot";
import { kind as directory } from "../directory/kind.ts";
import type { RegistryKind } from "../registry-kind.ts";
import { isOwnAddress } from "./is-own-address.ts";
import { createMdnsRegistry } from "./mdns.ts";

const variables = {
  REGISTRY_SECRET: v.pipe(v.optional(v.string()), v.metadata({ secret: true })),
};

export const kind: RegistryKind<typeof variables> = {
  name: "mdns",
  reach: "machine",
  spreadMs: 100,
  announces: "instance",
  multicast: true,
  variables,
  fallback: directory,
  async open({ config, ...options }) {
    try {
      return await createMdnsRegistry({ ...options, secret: config.REGISTRY_SECRET });
    } catch (error) {
      const { host } = options;
      if (error instanceof RangeError || host === undefined || (await isOwnAddress(host))) {
        throw error;
      }
      throw new RangeError(`HOST is "${host}", which is no address of this machine`);
    }
  },
};
