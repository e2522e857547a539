/** The amount that tests convert: 19.99 US dollars. */
export const from = { currencyCode: "USD", units: 19n, nanos: 990_000_000 };
