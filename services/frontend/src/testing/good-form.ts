import { demoCustomer } from "../checkout/demo-customer.ts";

/** The id of a product that the fake shop sells. */
export const MUG = "6E92ZMYYFZ";

/** The checkout form as the original shop's load generator sends it. */
export function goodForm(): Record<string, string> {
  return { ...demoCustomer() };
}
