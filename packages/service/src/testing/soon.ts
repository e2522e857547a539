/** How long a test waits for what is to happen: no time at all, unless the machine is busy. */
export const soon = { interval: 5, timeout: 20_000 };
