import type { DescMessage, Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";

/** Returns what tells messages apart in a story: the ids and states, and nothing of a card. */
export function describeMessage(schema: DescMessage, message: Message): string {
  const reflected = reflect(schema, message);
  return reflected.fields
    .filter((field) => reflected.isSet(field))
    .flatMap((field) => {
      if (TOLD.has(field.name)) return [`${field.name}=${reflected.get(field)}`];
      if (field.fieldKind === "enum") {
        const number = reflected.get(field);
        return field.enum.values.find((value) => value.number === number)?.name ?? [];
      }
      if (field.fieldKind !== "message" || !NESTED.has(field.name)) return [];
      return describeMessage(field.message, reflected.get(field).message);
    })
    .join(" ");
}

const TOLD = new Set([
  ...["user_id", "order_id", "idempotency_key", "refund_key", "epoch", "version"],
  ...["tracking_id", "shipping_tracking_id", "transaction_id", "product_id", "quantity"],
]);
const NESTED = new Set(["order", "result", "payment", "item"]);
