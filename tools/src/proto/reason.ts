/** Returns what a command that failed wrote to standard error, or the error as it is. */
export function reason(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return stderr?.trim() || String(error);
}
