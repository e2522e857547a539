import { once } from "node:events";
import { connect, type OutgoingHttpHeaders } from "node:http2";
import { text } from "node:stream/consumers";

type Headers = Record<string, string | undefined>;

export interface Asked {
  readonly headers: Headers;
  readonly body: string;
  /** Absent where the headers were all. */
  readonly trailers?: Headers;
}

/** Posts over HTTP/2 as a client would that is written by hand. */
export async function ask(
  url: string,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array = "",
): Promise<Asked> {
  const session = connect(url);
  const stream = session.request({ ":method": "POST", te: "trailers", ...headers });
  let trailers: Headers | undefined;
  stream.on("trailers", (received) => {
    trailers = received as Headers;
  });
  stream.end(body);
  const [answer] = await once(stream, "response");
  const read = await text(stream);
  session.close();
  return { headers: answer, body: read, ...(trailers && { trailers }) };
}
