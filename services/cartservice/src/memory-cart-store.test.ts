import { createMemoryCartStore } from "./memory-cart-store.ts";
import { cartStoreContract } from "./testing/cart-store-contract.ts";

cartStoreContract("memory", async () => {
  let clockMs = 0;
  const store = createMemoryCartStore({ now: () => clockMs });
  return {
    open: () => store,
    advance(ms) {
      clockMs += ms;
    },
  };
});
