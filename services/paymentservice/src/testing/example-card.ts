import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CreditCardInfoSchema } from "@hipstershop/proto/hipstershop/payment";

/** Returns a card that is good for long, or one with other fields. */
export function exampleCard(
  fields: MessageInitShape<typeof CreditCardInfoSchema> = {},
): MessageInitShape<typeof CreditCardInfoSchema> {
  return {
    creditCardNumber: "4432-8015-6152-0454",
    creditCardCvv: 672,
    creditCardExpirationMonth: 12,
    creditCardExpirationYear: 3000,
    ...fields,
  };
}
