import type { Faults } from "@hipstershop/faults";

/** The faults of a service that nothing may break on purpose. */
export const noFaults: Faults = {
  active: false,
  number: async () => 0,
  text: async () => "",
  isOn: async () => false,
  strikes: async () => false,
  during() {},
  changed: () => NEVER,
};

const NEVER = new AbortController().signal;
