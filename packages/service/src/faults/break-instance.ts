import { randomBytes } from "node:crypto";
import type { OpenFaults } from "@hipstershop/faults";
import type { Instance, Registry } from "@hipstershop/registry";

export interface BreakInstanceOptions {
  readonly path: string;
  readonly registry: Registry;
  readonly instance: Instance;
}

/** Breaks an instance that is announced, its process and what the registry says of it, as its flags say. */
export async function breakInstance(
  faults: OpenFaults,
  { path, registry, instance }: BreakInstanceOptions,
): Promise<void> {
  const { breakProcess } = await import("@hipstershop/faults");
  faults.refresh();
  breakProcess(faults, path);
  faults.during("registryFalseInstance", () => {
    const id = `${instance.service}-${randomBytes(4).toString("hex")}`;
    // Nobody listens at the port of the discard protocol (RFC 863).
    return registry.register({ ...instance, id, address: "127.0.0.1:9" });
  });
}
