/**
 * What we read of a discovery.k8s.io/v1 EndpointSlice: some of the addresses of one
 * Service. A Service has as many slices as it needs, and some for each address family.
 */
export interface EndpointSlice {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly addressType: "IPv4" | "IPv6" | "FQDN";
  /** The API server writes an empty list as null. */
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?:
    | readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[]
    | null;
}

export interface Endpoint {
  /** All of them are of the same pod: like kube-proxy, we use the first. */
  readonly addresses: readonly string[];
  readonly conditions?: {
    /** Absent counts as true. */
    readonly ready?: boolean;
    /** Whether it answers, even while it is terminating; absent counts as true. */
    readonly serving?: boolean;
    /** Absent counts as false. */
    readonly terminating?: boolean;
  };
  readonly targetRef?: { readonly kind?: string; readonly name?: string };
  readonly zone?: string;
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] };
}
