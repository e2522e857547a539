import * as v from "valibot";

const productId = v.pipe(
  v.string("Choose a product."),
  v.regex(/^[\w-]{1,64}$/, "Choose a product."),
);

/** The form that adds a product to the cart. */
export const addToCartForm = v.object({ product_id: productId, quantity: quantity(1) });

/** The form that changes a line of the cart; a quantity of 0 removes it. */
export const updateCartForm = v.object({ product_id: productId, quantity: quantity(0) });

function quantity(min: number) {
  const message = `Choose a quantity from ${min} to 10.`;
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,2}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(10, message),
  );
}
