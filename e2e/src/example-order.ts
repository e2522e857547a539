/** Returns a request for PlaceOrder that is in order, but for the changes. */
export function exampleOrder(changes: Record<string, unknown> = {}) {
  return {
    userId: "bad-input",
    userCurrency: "USD",
    address: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    email: "someone@example.com",
    creditCard: exampleCard(),
    ...changes,
  };
}

/** Returns a card that is good until next year, but for the changes. */
export function exampleCard(changes: Record<string, unknown> = {}) {
  return {
    creditCardNumber: "4432-8015-6152-0454",
    creditCardCvv: 672,
    creditCardExpirationYear: new Date().getFullYear() + 1,
    creditCardExpirationMonth: 1,
    ...changes,
  };
}
