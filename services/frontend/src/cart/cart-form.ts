import * as v from "valibot";

const anyId = v.pipe(
  v.string("Choose a product."),
  v.minLength(1, "Choose a product."),
  v.maxLength(256, "Choose a product."),
);

const productId = v.pipe(
  anyId,
  v.check((id) => !/\p{C}/u.test(id), "Choose a product."),
);

/** The form that adds a product to the cart. Sent again with the same key, it adds nothing. */
export const addToCartForm = v.object({
  product_id: productId,
  quantity: quantity(1, 10),
  // The original shop's form has none: then each request adds.
  idempotency_key: v.optional(
    v.pipe(v.string(), v.regex(/^[\w-]{0,128}$/, "Reload the page.")),
    "",
  ),
});

/**
 * The form that changes a line of the cart; a quantity of 0 removes it. A line that has grown
 * beyond 10, by adding, may stay larger. The product may be unknown to the catalog: everything in
 * the cart can be removed.
 */
export const updateCartForm = (inCart: number) =>
  v.object({ product_id: anyId, quantity: quantity(0, Math.max(10, inCart)) });

function quantity(min: number, max: number) {
  const message = `Choose a quantity from ${min} to ${max}.`;
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,10}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}
