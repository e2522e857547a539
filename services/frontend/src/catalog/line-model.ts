/** One line of a cart or an order. */
export interface LineModel {
  readonly productId: string;
  readonly name: string;
  /** Absent for a product that is no longer sold. */
  readonly picture?: string | undefined;
  /** Whether the product is no longer sold, so that the line can only be removed. */
  readonly gone?: boolean;
  readonly quantity: number;
  readonly price: string;
  readonly total: string;
}
