/** Where carts are kept. One contract suite, cart-store-contract.ts, holds for every store. */
export interface CartStore extends AsyncDisposable {
  /** Which kind this is: "sqlite". */
  readonly name: string;

  /**
   * Adds a line, atomically: to the quantity of the product's line where the cart has one,
   * else as a new line at the end. Throws a RangeError, and changes nothing, beyond
   * MAX_QUANTITY of a product or MAX_LINES in a cart.
   *
   * Does nothing when it has added under the same key of this user before, even if the cart was
   * emptied since. A key is kept for at least KEY_KEPT_MS, and at least KEYS_KEPT of them.
   */
  addItem(userId: string, line: CartLine, options?: AddOptions): Promise<void>;

  /** Returns the cart; one without lines for an unknown user. */
  getCart(userId: string): Promise<KeptCart>;

  /**
   * Sets the quantity of a product in the cart; zero removes its line. Returns false, and
   * changes nothing, when the product is not in the cart.
   */
  updateItem(userId: string, line: CartLine): Promise<boolean>;

  /**
   * Subtracts from the lines of the cart, down to zero, and removes those of zero.
   *
   * Does nothing when it has subtracted under the same key of this user before, even if the cart
   * was emptied since. A key is kept for at least CART_EXPIRY_MS, as long as no REMOVALS_KEPT
   * others of the user come after it.
   */
  removeItems(userId: string, lines: readonly CartLine[], key: string): Promise<void>;

  /** Removes every line. */
  emptyCart(userId: string): Promise<void>;

  /** Rejects while the store is out of reach or refuses to be written to. */
  check(): Promise<void>;
}

/** How many of a product are in a cart. */
export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
}

/** The cart of a user. */
export interface KeptCart {
  /** In the order in which they were added. */
  readonly lines: readonly CartLine[];
  /**
   * A random id that each change renews. Empty where there are no lines, and where an earlier
   * release, which kept no versions, has made the last change.
   */
  readonly version: string;
}

export interface AddOptions {
  /** Names the addition. Empty, which is the default, it has no name. */
  readonly key?: string;
}

/** Options of a store that measures the time itself. */
export interface CartStoreOptions {
  /** A clock that nobody can set, in milliseconds; by default `performance.now`. */
  readonly now?: () => number;
}

/** How long a cart is kept after its last change. */
export const CART_EXPIRY_MS = 48 * 60 * 60 * 1_000;

/** How long the key of an addition is kept at least. */
export const KEY_KEPT_MS = 10 * 60 * 1_000;

/** How many keys of one user are kept at least. */
export const KEYS_KEPT = 1_000;

/** How many keys of removals of one user are kept at least. */
export const REMOVALS_KEPT = 100;

/** The most of one product that a cart can hold: the wire has an int32 for it. */
export const MAX_QUANTITY = 2 ** 31 - 1;

/** The most products that a cart can hold: each costs a call when the order is priced. */
export const MAX_LINES = 100;

/** Returns the error of a line that would grow beyond MAX_QUANTITY. */
export function tooManyOfOne(productId: string): RangeError {
  return new RangeError(`A cart holds at most ${MAX_QUANTITY} of product "${productId}"`);
}

/** Returns the error of a cart that would grow beyond MAX_LINES. */
export function tooManyLines(): RangeError {
  return new RangeError(`A cart holds at most ${MAX_LINES} products`);
}
