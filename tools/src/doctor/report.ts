import type { RegistryTraits } from "@hipstershop/registry";

/** What the doctor has found out, as `--json` prints it. */
export interface Report {
  readonly shop: string;
  /** Which one is in use, and what is true of it; without that when none could be opened. */
  readonly registry: Partial<RegistryTraits> & {
    /** Why it is this one. */
    readonly why: string;
    /** What it said while it was opened. */
    readonly notes: readonly string[];
    /** Why it could not be opened. */
    readonly failure?: string;
  };
  readonly system: {
    /** "linux", "darwin", "win32", or "wsl" for Linux inside Windows. */
    readonly platform: string;
    /** Whether HOST lets the network in. */
    readonly open: boolean;
    readonly interfaces: readonly MulticastProbe[];
    readonly portHolders: PortHolders;
    /** The interface of the default route, where the system tells. */
    readonly defaultRoute?: { readonly interface: string; readonly vpn: boolean };
  };
  readonly services: readonly ServiceReport[];
  readonly problems: readonly Problem[];
}

/** How multicast fares on one address of an interface. */
export interface MulticastProbe {
  readonly interface: string;
  readonly address: string;
  readonly loopback: boolean;
  readonly sends: boolean;
  readonly receives: boolean;
  /** What the system said when it refused. */
  readonly failure?: string;
}

/** Who has UDP port 5353 open. */
export interface PortHolders {
  readonly holders: readonly { readonly pid?: number; readonly command: string }[];
  /** How to see them, where the doctor cannot. */
  readonly hint?: string;
}

export interface ServiceReport {
  readonly name: string;
  /** Whether the shop has such a service. */
  readonly expected: boolean;
  readonly instances: readonly InstanceReport[];
}

export interface InstanceReport {
  readonly id: string;
  readonly address: string;
  readonly version: string;
  /** Seconds since it was announced, where the registry carries that. */
  readonly ageSeconds?: number;
  /** "SERVING", "NOT_SERVING", or why the question got no answer. */
  readonly health: string;
}

export interface Problem {
  /** An error keeps a caller from a service. A warning may do so on another machine. */
  readonly severity: "error" | "warning";
  readonly what: string;
  /** What to do about it, in one line. */
  readonly advice: string;
}
