/**
 * Returns the body of an error, or none where it is too long to be an error of ours: then the HTTP status
 * says what it is. Its JSON takes twenty times its bytes, and the fields of a detail a hundred times.
 */
export function shortError(body: Uint8Array): Uint8Array {
  return body.byteLength > ERROR_BYTES ? NONE : body;
}

const ERROR_BYTES = 64 * 1024;
const NONE = new Uint8Array();
