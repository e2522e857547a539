import type { SqlValue } from "../database.ts";
import { exactInteger } from "../exact-integer.ts";

type Parser = (text: string) => SqlValue;

const integer: Parser = (text) => exactInteger(BigInt(text));

/** How each type is read, by its number in pg_type. */
const PARSERS: Readonly<Record<number, Parser>> = {
  // bool, bytea
  16: (text) => (text === "t" ? 1 : 0),
  17: (text) => new Uint8Array(Buffer.from(text.slice("\\x".length), "hex")),
  // int8, int2, int4, and xid8, which numbers transactions
  20: integer,
  21: integer,
  23: integer,
  5069: integer,
  // float4, float8
  700: Number,
  701: Number,
  // numeric, which is what sum() of integers is
  1700: (text) => (text.includes(".") ? text : integer(text)),
};

/** Reads values as SQLite gives them. What SQLite has no type for is its text. */
export const valueParsers = {
  getTypeParser: (type: number): Parser => PARSERS[type] ?? ((text) => text),
};
