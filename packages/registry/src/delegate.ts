import type { Registry } from "./registry.ts";

/** Returns a registry that passes everything on to another: what a wrapper begins with. */
export function delegate(registry: Registry): Registry {
  return {
    name: registry.name,
    ...(registry.traits && { traits: registry.traits }),
    register: (instance, options) => registry.register(instance, options),
    getService: (service, options) => registry.getService(service, options),
    listServices: (options) => registry.listServices(options),
    watch: (service, options) => registry.watch(service, options),
    reconfirm: (instance) => registry.reconfirm(instance),
    confirm: (instance) => registry.confirm?.(instance),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}
