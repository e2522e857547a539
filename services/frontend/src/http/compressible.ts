import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** An encoding that a content may be sent in (RFC 9110 section 8.4.1, RFC 7932). */
export type Encoding = "br" | "gzip";

/** A content, and the same compressed. */
export interface Compressible {
  readonly plain: Buffer;
  readonly type: string;
  /** Whether it is compressed: fonts and small contents are not. */
  readonly worthwhile: boolean;
  /** Returns the content compressed: at the first request for it, and kept from then on. */
  as(encoding: Encoding): Promise<Buffer>;
}

/**
 * Wraps a content of a media type. It is compressed fast by default, because it is sent once;
 * `hard` when it is sent many times.
 */
export function compressible(
  plain: Buffer,
  type: string,
  options: { readonly hard: boolean } = { hard: false },
): Compressible {
  const kept = new Map<Encoding, Promise<Buffer>>();
  return {
    plain,
    type,
    worthwhile: plain.length > 1_024 && /^text\/|json|svg/.test(type),
    as(encoding) {
      const compressed = kept.get(encoding) ?? compress(plain, encoding, options.hard);
      kept.set(encoding, compressed);
      return compressed;
    },
  };
}

function compress(plain: Buffer, encoding: Encoding, hard: boolean): Promise<Buffer> {
  if (encoding === "gzip") return promisify(gzip)(plain, { level: hard ? 9 : 6 });
  return promisify(brotliCompress)(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: hard ? 11 : 4,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}
