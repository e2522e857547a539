/**
 * Parses a body of one JSON value per line while it arrives. A last line without its
 * line feed was cut off and is left out. Throws a SyntaxError at a line that is not JSON.
 */
export async function* jsonLines(body: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  // Split as bytes: a chunk may end inside a character, and no character of UTF-8 contains
  // the byte of a line feed.
  let parts: Buffer[] = [];
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      yield JSON.parse(Buffer.concat(parts).toString());
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
}
