/** A service on the network, as its SRV, TXT and address records tell of it. */
export interface Service {
  /** The name of this instance of the service: a DNS label (RFC 6763 section 4.1.1). */
  readonly name: string;
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  /** The keys and values of the TXT record (RFC 6763 section 6.3). */
  readonly txt: ReadonlyMap<string, string>;
}

/** A service of this process. Its name is a host name too: letters, digits and dashes. */
export interface LocalService extends Omit<Service, "address"> {
  /** An IP address; when it is undefined, each interface tells its own. */
  readonly address: string | undefined;
  /** The subtypes by which others find it (RFC 6763 section 7.1). */
  readonly subtypes: readonly string[];
}
