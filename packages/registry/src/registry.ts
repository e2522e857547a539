/** A service that runs at one address: what a server announces and a client picks. */
export interface Instance {
  /** Unique for the life of the process: `currencyservice-<random>`. */
  readonly id: string;
  /** The registry name of the service: `currencyservice`. */
  readonly service: string;
  /** `host:port`; an IPv6 host stands in brackets. */
  readonly address: string;
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a registry knows of a service at one moment. */
export interface Snapshot {
  /** Every instance, as it is known. */
  readonly instances: readonly Instance[];
  /** Why that may be out of date or missing, while there is such a reason. */
  readonly trouble?: Error;
}

/** What is true of every registry of a kind. */
export interface RegistryTraits {
  /** What REGISTRY calls it: "mdns". */
  readonly name: string;
  /**
   * How far it reaches. A service listens where those that find it are: with "network" at every
   * address, else on the loopback interface, unless HOST decides.
   */
  readonly reach: "process" | "machine" | "network";
  /** How long a withdrawal takes to reach every caller, in milliseconds. */
  readonly spreadMs: number;
  /** What tells others of an instance: the registry, the readiness of its health, or nothing. */
  readonly announces: "instance" | "readiness" | "nothing";
  /** Whether it speaks by multicast, which firewalls and VPNs may stop. */
  readonly multicast?: boolean;
  /** What to do about a service that it does not find, where waiting does not help. */
  readonly hint?: string;
}

/** A live announcement. Disposing it withdraws the instance. */
export interface Registration extends AsyncDisposable {
  readonly instance: Instance;
}

export interface CallOptions {
  /** Ends the wait: the promise rejects, or the watch throws, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Finds running services by name, and makes this process findable.
 *
 * A name is a service's registry name, `currencyservice`; see `serviceName` in
 * packages/rpc for how a proto descriptor gives it. Disposing a registry withdraws what it
 * registered, ends its watches and releases what it holds.
 */
export interface Registry extends AsyncDisposable {
  /** Which kind this is: "mdns". Wrapped registries name what they wrap. */
  readonly name: string;

  /** What is true of its kind; absent where it was not opened by one. */
  readonly traits?: RegistryTraits;

  /**
   * Announces an instance until the registration is disposed. Resolves once others can
   * find it. The registration's instance is the one that was announced: a name conflict
   * may have given it another id.
   */
  register(instance: Instance, options?: CallOptions): Promise<Registration>;

  /**
   * Every known instance; an unknown name is an empty list, never an error. Cold, it
   * returns at the first instance found, or empty after at most 250 ms.
   */
  getService(service: string, options?: CallOptions): Promise<readonly Instance[]>;

  /** The names of the services that have an instance, sorted. */
  listServices(options?: CallOptions): Promise<readonly string[]>;

  /**
   * Yields the complete set as soon as it is known and after each change; a slow reader
   * skips to the latest and never misses it. A trouble is such a change, and so is its end:
   * what was known stays in use meanwhile. Returning from the iterator ends the watch, and so
   * does disposing the registry. A watch that throws may be opened again.
   */
  watch(service: string, options?: CallOptions): AsyncIterable<Snapshot>;

  /**
   * Tells the registry that a call to the instance could not even connect. A registry
   * that keeps what it heard verifies it and drops what no longer answers (RFC 6762
   * section 10.4); one that asks a live source may ignore it. Returns at once.
   */
  reconfirm(instance: Instance): void;

  /**
   * Tells the registry that the instance answered a call. One that keeps no more than so many
   * instances, where anybody may announce some, keeps it before others. Returns at once.
   */
  confirm?(instance: Instance): void;
}
