/**
 * Parses a body of one JSON value per line while it arrives. A last line without a line feed is
 * incomplete and left out. Throws a SyntaxError at a line that is not JSON.
 */
export async function* jsonLines(body: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}
