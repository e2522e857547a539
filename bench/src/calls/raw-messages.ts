import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { EmptySchema, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyConversionRequestSchema } from "@hipstershop/proto/hipstershop/currency";
import { ListProductsResponseSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import { answers, conversion } from "./answers.ts";

const encode = <T extends DescMessage>(schema: T, value: MessageInitShape<T>) =>
  Buffer.from(toBinary(schema, create(schema, value)));

const convert = create(CurrencyConversionRequestSchema, conversion);

/** The bytes of each call, for those who neither encode nor decode them. */
export const rawMessages = {
  convert: {
    request: encode(CurrencyConversionRequestSchema, conversion),
    answer: encode(MoneySchema, answers.convert(convert)),
  },
  listProducts: {
    request: encode(EmptySchema, {}),
    answer: encode(ListProductsResponseSchema, answers.listProducts()),
  },
};
