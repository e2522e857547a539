/** Leads those who come to the shop to one of its frontends. */
export interface WayIn extends AsyncDisposable {
  readonly url: string;
  /** Leads what comes from now on to these addresses, "host:port". */
  lead(addresses: readonly string[]): void | Promise<void>;
}
