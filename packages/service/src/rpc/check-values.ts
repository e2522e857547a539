import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { BOUNDS } from "../port/bounds.ts";
import { countValues } from "./count-values.ts";

/**
 * Throws RESOURCE_EXHAUSTED when an encoded message has too many values to be decoded: two bytes of it
 * can be a message, which takes 280 when it is decoded. Values are messages and the items of lists; of
 * JSON, all that stands in an object or a list. Throws INVALID_ARGUMENT when they cannot be counted.
 */
export function checkValues(type: DescMessage, bytes: Uint8Array, isJson: boolean): void {
  // A value has one byte at least.
  if (bytes.byteLength <= BOUNDS.messageValues) return;
  let values = 0;
  const onValues = (more: number) => {
    values += more;
    if (values > BOUNDS.messageValues) throw new ConnectError(TOO_MANY, Code.ResourceExhausted);
  };
  try {
    if (isJson) countInJson(bytes, onValues);
    else countValues(type, bytes, onValues);
  } catch (reason) {
    if (reason instanceof ConnectError) throw reason;
    throw new ConnectError(`cannot parse the request as ${type.typeName}`, Code.InvalidArgument);
  }
}

const TOO_MANY = `a message has at most ${BOUNDS.messageValues} values`;

function countInJson(bytes: Uint8Array, onValues: (more: number) => void): void {
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const character = bytes[at];
    if (character === QUOTE) isText = !isText;
    else if (isText && character === BACKSLASH) at++;
    else if (!isText && BEFORE_VALUES.has(character)) onValues(1);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BEFORE_VALUES = new Set<number | undefined>(Buffer.from("{[,"));
