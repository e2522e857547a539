import type { ServiceOffer } from "@hipstershop/service";
import type { Pager } from "../catalog/paging.ts";
import type { ProductCard } from "../catalog/product-card.ts";
import type { RegionField } from "../checkout/region-fields.ts";
import type { Waterfall } from "../debug/waterfall.ts";

/** What each template in `assets/views` is given as `it`, by the template's name. */
export interface PageModels {
  readonly home: {
    /** "Nine good things" */
    readonly things: string;
    /** How many services there are, in words. */
    readonly services: string;
    readonly products: readonly ProductCard[];
    readonly pager: Pager;
  };
  readonly product: {
    readonly product: ProductCard;
    readonly recommendations: readonly ProductCard[];
    readonly ad?: AdModel | undefined;
  };
  readonly search: {
    readonly query: string;
    /** How many products were found on all pages. Where none was, the products are suggested. */
    readonly found: number;
    readonly products: readonly ProductCard[];
    readonly pager: Pager;
  };
  readonly cart: CartModel;
  readonly order: {
    readonly order: OrderModel;
    readonly email: string;
    readonly recommendations: readonly ProductCard[];
  };
  readonly orders: { readonly orders: readonly OrderModel[] };
  readonly error: ErrorModel;
  readonly waterfall: Waterfall & {
    /** The services that there is a page about, by name. */
    readonly described: { has(service: string): boolean };
  };
  readonly offer: ServiceOffer & {
    readonly service: string;
    /** Whether another process can find it, to ask it the same. */
    readonly asked: boolean;
  };
  readonly mail: { readonly mails: readonly MailModel[]; readonly closed?: string | undefined };
}

export interface AdModel {
  readonly text: string;
  /** A path below the site's root. */
  readonly path: string;
}

/** The cart, priced, with the form that turns it into an order. */
export interface CartModel {
  readonly lines: readonly LineModel[];
  /** Absent while shippingservice is out of reach. */
  readonly shipping?: string | undefined;
  readonly total: string;
  readonly form: CheckoutFormModel;
  readonly recommendations: readonly ProductCard[];
}

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

/** The checkout form as it is filled in, with what is wrong with it. */
export interface CheckoutFormModel {
  readonly values: Readonly<Record<string, string>>;
  /** By field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the form as a whole. */
  readonly problem?: string | undefined;
  /** The fields that are wrong, in the order in which they stand in the form. */
  readonly bad: readonly string[];
  readonly idempotencyKey: string;
  readonly years: readonly number[];
  /** The fields below the street, as the country has them. */
  readonly region: readonly RegionField[];
  /** The names of all countries, to choose from. */
  readonly countries: readonly string[];
}

export interface OrderModel {
  readonly id: string;
  readonly trackingId: string;
  /** In ISO 8601, where it is known. */
  readonly placedAt?: string | undefined;
  readonly lines: readonly LineModel[];
  readonly shipping: string;
  readonly total: string;
  readonly address: readonly string[];
}

export interface ErrorModel {
  readonly heading: string;
  readonly explanation: string;
  /** The bad fields of a form, and what is wrong with each. */
  readonly fields: Readonly<Record<string, string>>;
  /** The form that may be sent again, where that does no harm. */
  readonly again?: FormModel | undefined;
}

/** A form that is filled in already. */
export interface FormModel {
  /** Below BASE_URL. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface MailModel {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** In ISO 8601. */
  readonly sentAt: string;
}
