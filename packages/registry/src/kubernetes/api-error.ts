/** An error that the API server answers. */
export class ApiError extends Error {
  readonly status: number;
  /** How long the server asks to wait (Retry-After, RFC 9110 section 10.2.3), at most five minutes. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
