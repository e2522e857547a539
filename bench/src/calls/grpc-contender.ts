import {
  create,
  type DescMethodUnary,
  fromBinary,
  type Message,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Client,
  credentials,
  type MethodDefinition,
  Server,
  ServerCredentials,
} from "@grpc/grpc-js";
import {
  type CurrencyConversionRequest,
  CurrencyService,
} from "@hipstershop/proto/hipstershop/currency";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { answers, conversion } from "./answers.ts";
import type { Contender } from "./contender.ts";

const convert = CurrencyService.method.convert;
const listProducts = ProductCatalogService.method.listProducts;

/**
 * @grpc/grpc-js on both ends, with the same generated messages as the others and a deadline
 * on every call, as ours have.
 */
export const grpcContender: Contender = {
  async serve() {
    const server = new Server();
    server.addService(
      { convert: definition(convert), listProducts: definition(listProducts) },
      {
        convert: (call: { request: CurrencyConversionRequest }, done: Done) =>
          done(null, create(convert.output, answers.convert(call.request))),
        listProducts: (_call: unknown, done: Done) => done(null, answers.listProducts()),
      },
    );
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
    const address = `127.0.0.1:${await promise}`;
    return { convert: address, listProducts: address };
  },

  async connect({ convert: address }) {
    const client = new Client(address, credentials.createInsecure());
    function call(method: DescMethodUnary, request: Message) {
      const { path, requestSerialize, responseDeserialize } = definition(method);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const options = { deadline: Date.now() + 5_000 };
      const done: Done = (error, answer) => (error ? reject(error) : resolve(answer));
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, done);
      return promise;
    }
    return {
      convert: () => call(convert, create(convert.input, conversion)),
      listProducts: () => call(listProducts, create(listProducts.input)),
    };
  },
};

type Done = (error: Error | null, answer?: Message) => void;

function definition(method: DescMethodUnary): MethodDefinition<Message, Message> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(method.output, message)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}
