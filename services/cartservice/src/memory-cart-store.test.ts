import { cartStoreContract } from "./cart-store-contract.ts";
import { createMemoryCartStore } from "./memory-cart-store.ts";

cartStoreContract("memory", async () => {
  let clockMs = Date.now();
  const store = createMemoryCartStore({ now: () => clockMs });
  return {
    open: () => store,
    advance(ms) {
      clockMs += ms;
    },
  };
});
