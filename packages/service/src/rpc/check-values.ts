import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { countValues, MESSAGE_VALUES } from "@hipstershop/transport";

/**
 * Throws RESOURCE_EXHAUSTED when an encoded message has too many values to be decoded: two bytes of it
 * can be a message, which takes 280 when it is decoded. Values are messages and the items of lists; of
 * JSON, all that stands in an object or a list. Throws INVALID_ARGUMENT when they cannot be counted.
 */
export function checkValues(type: DescMessage, bytes: Uint8Array, isJson: boolean): void {
  // A value has one byte at least.
  if (bytes.byteLength <= MESSAGE_VALUES) return;
  if (count(type, bytes, isJson) > MESSAGE_VALUES) {
    throw new ConnectError(TOO_MANY, Code.ResourceExhausted);
  }
}

const TOO_MANY = `a message has at most ${MESSAGE_VALUES} values`;

function count(type: DescMessage, bytes: Uint8Array, isJson: boolean): number {
  if (isJson) return countInJson(bytes);
  try {
    return countValues(type, bytes, MESSAGE_VALUES);
  } catch {
    throw new ConnectError(`cannot parse the request as ${type.typeName}`, Code.InvalidArgument);
  }
}

function countInJson(bytes: Uint8Array): number {
  let values = 0;
  let isText = false;
  for (let at = 0; at < bytes.length && values <= MESSAGE_VALUES; at++) {
    const character = bytes[at];
    if (character === QUOTE) isText = !isText;
    else if (isText && character === BACKSLASH) at++;
    else if (!isText && BEFORE_VALUES.has(character)) values++;
  }
  return values;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BEFORE_VALUES = new Set<number | undefined>(Buffer.from("{[,"));
