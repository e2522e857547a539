import { delegate } from "./delegate.ts";
import type { Registry } from "./registry.ts";

/**
 * Returns a registry that finds the names of `above` there and all others below. It owns
 * both, and registers below.
 */
export function overlay(above: Registry, names: ReadonlySet<string>, below: Registry): Registry {
  const of = (service: string) => (names.has(service) ? above : below);
  return {
    ...delegate(below),
    getService: (service, options) => of(service).getService(service, options),
    async listServices(options) {
      const lists = await Promise.all([above.listServices(options), below.listServices(options)]);
      return [...new Set(lists.flat())].sort();
    },
    watch: (service, options) => of(service).watch(service, options),
    reconfirm: (instance) => of(instance.service).reconfirm(instance),
    confirm: (instance) => of(instance.service).confirm?.(instance),
    async [Symbol.asyncDispose]() {
      await above[Symbol.asyncDispose]();
      await below[Symbol.asyncDispose]();
    },
  };
}
