import { fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import {
  ListProductsResponseSchema,
  type Product,
  ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { productProblem } from "./product-problem.ts";
import { quote } from "./quote.ts";
import { whereInJson } from "./where-in-json.ts";

/**
 * Returns the products of a catalog: the JSON text `{ "products": [...] }`, each with the fields of
 * the proto message Product in ProtoJSON. What it returns can be shown, found, bought, ordered and
 * mailed. Throws a RangeError that names the first fault, with its product and line; also when the
 * catalog is too large for an answer of ListProducts.
 */
export function parseCatalog(text: string): readonly Product[] {
  const entries = entriesOf(parseJson(text));
  const ids = new Map<string, number>();
  const products = entries.map((entry, index) => {
    const fail = (problem: string) => {
      const [line, id] = [whereInJson(text, "products", index), idOf(entry)];
      const name = id === undefined ? "" : `, ${quote(id)},`;
      return new RangeError(`${line}product ${index + 1}${name} ${problem}`);
    };
    const product = decode(entry, fail);
    const problem = productProblem(product);
    if (problem) throw fail(problem);
    const other = ids.get(product.id);
    if (other !== undefined) throw fail(`has the id of product ${other + 1}`);
    ids.set(product.id, index);
    return product;
  });
  checkSize(products);
  return products;
}

/** The largest message that a gRPC client takes by default, and a server here too. */
const MAX_BYTES = 4 * 2 ** 20;

function checkSize(products: Product[]): void {
  const list = { $typeName: ListProductsResponseSchema.typeName, products } as const;
  const { byteLength } = toBinary(ListProductsResponseSchema, list);
  if (byteLength <= MAX_BYTES) return;
  throw new RangeError(
    `${products.length} products take ${byteLength} bytes in an answer, ` +
      `which holds at most ${MAX_BYTES}`,
  );
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The error quotes the text, which may have characters that nobody can see.
    const message = quote((cause as Error).message).slice(1, -1);
    const where = /\bline \d+\b/.test(message) ? "" : whereInJson(text);
    throw new RangeError(`${where}${message}`, { cause });
  }
}

function entriesOf(json: JsonValue): JsonValue[] {
  const { products = [], ...others } = isObject(json) ? json : { "": json };
  const [unknown] = Object.keys(others);
  if (unknown === undefined && Array.isArray(products)) return products;
  const what = unknown ? `, and no field ${quote(unknown)}` : "";
  throw new RangeError(`A catalog must be { "products": [...] }${what}`);
}

function decode(entry: JsonValue, fail: (problem: string) => RangeError): Product {
  try {
    return fromJson(ProductSchema, entry);
  } catch (cause) {
    // "cannot decode field hipstershop.Product.name from JSON: expected string, got 7"
    const [, field = "", why = ""] =
      /^cannot decode (?:message|field) [\w.]+?(\.[a-z]\w*)? from JSON: (.*)$/s.exec(
        (cause as Error).message,
      ) ?? [];
    const problem = `${field.replace(".", "field ")}${field && ": "}${why || cause}`;
    throw Object.assign(fail(`cannot be read: ${quote(problem).slice(1, -1)}`), { cause });
  }
}

function idOf(entry: JsonValue): string | undefined {
  return isObject(entry) && typeof entry.id === "string" ? entry.id : undefined;
}

function isObject(json: JsonValue): json is { [key: string]: JsonValue } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
