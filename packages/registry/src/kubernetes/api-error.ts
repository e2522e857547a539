/** An answer of the API server that is not the one asked for. */
export class ApiError extends Error {
  readonly status: number;
  /** How long the server asks to be left alone (RFC 9110 section 10.2.3), at most five minutes. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
