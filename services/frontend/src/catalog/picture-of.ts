import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";

/** Returns the picture of a product: a path below the site's root, or an https URL. */
export function pictureOf({ picture }: Product): string {
  return picture || "/static/img/no-picture.svg";
}
