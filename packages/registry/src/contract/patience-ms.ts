/** How long a test waits for something that must come. Long: the machine may be busy. */
export const PATIENCE_MS = 60_000;
