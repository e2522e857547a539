/**
 * What a page of a call is sent: something for a slot, or the request that is made, as JSON.
 * @typedef {{ slot?: string, html?: string, called?: string }} LiveEvent
 */

/**
 * Reads the server-sent events of an answer: an EventSource can only ask by GET.
 * @param {Response} response
 * @returns {AsyncGenerator<LiveEvent>}
 */
export async function* readEvents(response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) yield JSON.parse(event.slice("data: ".length));
  }
}
