/** A call that was observed to end, for whoever follows the traffic. */
export interface ObservedCall {
  /** The service that called. Absent where the caller is outside, as a visitor of a page is. */
  readonly caller?: string;
  /** The service that was called. */
  readonly callee: string;
  /** When it began, in milliseconds since the epoch. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Why it failed: a status such as "unavailable". Absent where it did not. */
  readonly error?: string;
}
