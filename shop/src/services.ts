import type { ServiceDefinition } from "@hipstershop/service";
import { adservice } from "adservice";
import { cartservice } from "cartservice";
import { checkoutservice } from "checkoutservice";
import { currencyservice } from "currencyservice";
import { emailservice } from "emailservice";
import { frontend } from "frontend";
import { paymentservice } from "paymentservice";
import { productcatalogservice } from "productcatalogservice";
import { recommendationservice } from "recommendationservice";
import { shippingservice } from "shippingservice";

/** Every service of the shop. */
export const services: readonly ServiceDefinition[] = [
  adservice,
  cartservice,
  checkoutservice,
  currencyservice,
  emailservice,
  frontend,
  paymentservice,
  productcatalogservice,
  recommendationservice,
  shippingservice,
];
