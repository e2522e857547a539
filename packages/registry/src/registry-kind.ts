import type { GenericSchema, InferOutput } from "valibot";
import type { Log } from "./log.ts";
import type { Registry, RegistryTraits } from "./registry.ts";

/** The variables of a kind: each name with the schema that parses its text. */
export type KindVariables = Readonly<Record<string, GenericSchema<string | undefined, unknown>>>;

/** What a kind is told when it is opened. */
export interface OpenOptions<V extends KindVariables = KindVariables> {
  /** The kind's own variables, parsed. */
  readonly config: { readonly [Name in keyof V]: InferOutput<V[Name]> };
  /** Keeps shops on one network apart. */
  readonly shop: string;
  /** Where the server listens, if HOST says so; absent or loopback, nothing leaves this machine. */
  readonly host: string | undefined;
  /** The folder that the processes of a shop share on one machine. */
  readonly dataFolder: string;
  readonly log: Log;
}

/**
 * A registry that REGISTRY can name: what each folder here exports as `kind`, and a module of
 * your own does too.
 */
export interface RegistryKind<V extends KindVariables = KindVariables> extends RegistryTraits {
  readonly variables?: V;
  /** What is opened in its place where it cannot work. */
  readonly fallback?: RegistryKind;
  /**
   * Opens the registry. Rejects with a RangeError when a setting is wrong, and with another
   * Error when it cannot work here.
   */
  open(options: OpenOptions<V>): Registry | Promise<Registry>;
}
