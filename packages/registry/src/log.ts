/** Where a registry says what a person should know; a pino logger is one. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
