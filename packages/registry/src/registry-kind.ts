import type { GenericSchema, InferOutput } from "valibot";
import type { Log } from "./log.ts";
import type { Registry, RegistryTraits } from "./registry.ts";

/** The environment variables of a kind, each with the schema that parses it. */
export type KindVariables = Readonly<Record<string, GenericSchema<string | undefined, unknown>>>;

/** What a kind is opened with. */
export interface OpenOptions<V extends KindVariables = KindVariables> {
  /** The kind's own variables, parsed. */
  readonly config: { readonly [Name in keyof V]: InferOutput<V[Name]> };
  /** The value of SHOP: registries with another one are not seen. */
  readonly shopName: string;
  /** HOST: where the server listens. Undefined or loopback: nothing leaves this machine. */
  readonly host: string | undefined;
  /** The folder that the processes of one SHOP share on this machine. */
  readonly dataFolder: string;
  readonly log: Log;
}

/**
 * A kind of registry that REGISTRY can name: `mdns/kind.ts` exports one as `kind`, and so does a
 * module of your own.
 */
export interface RegistryKind<V extends KindVariables = KindVariables> extends RegistryTraits {
  readonly variables?: V;
  /** Opened instead where this kind cannot work. */
  readonly fallback?: RegistryKind;
  /**
   * Opens the registry. Rejects with a RangeError when a setting is wrong, and with another
   * Error when it cannot work here.
   */
  open(options: OpenOptions<V>): Registry | Promise<Registry>;
}
