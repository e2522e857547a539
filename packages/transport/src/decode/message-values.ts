/**
 * The most values that are decoded of one message: messages, and items of lists. These take 72 MB at
 * most. A value has one byte at least, so a message of no more bytes need not be counted.
 */
export const MESSAGE_VALUES = 256 * 1024;
