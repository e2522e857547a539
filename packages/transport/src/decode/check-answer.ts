import type { DescMessage } from "@bufbuild/protobuf";
import { countValues } from "./count-values.ts";
import { MESSAGE_VALUES } from "./message-values.ts";
import { unreadableAnswer } from "./unreadable-answer.ts";

/**
 * Throws INTERNAL when an answer has too many values to be decoded, or is malformed: two bytes of it can
 * be a message, which takes 280 when it is decoded. A short answer is not looked at.
 */
export function checkAnswer(type: DescMessage, bytes: Uint8Array): void {
  if (bytes.byteLength <= MESSAGE_VALUES) return;
  try {
    if (countValues(type, bytes, MESSAGE_VALUES) > MESSAGE_VALUES) throw new RangeError(TOO_MANY);
  } catch (reason) {
    throw unreadableAnswer(type, reason);
  }
}

const TOO_MANY = `it has more than ${MESSAGE_VALUES} values`;
