/** The customer of the demo. The form is filled in with this, so that two clicks are enough. */
export function demoCustomer(): Readonly<Record<string, string>> {
  return {
    email: "someone@example.com",
    street_address: "1600 Amphitheatre Parkway",
    zip_code: "94043",
    city: "Mountain View",
    state: "CA",
    country: "United States",
    // A test number: no bank has issued it.
    credit_card_number: "4432-8015-6152-0454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(new Date().getFullYear() + 1),
    credit_card_cvv: "672",
  };
}
