// Server-sent events out of the body of a fetched answer. Pure.
//
// EventSource cannot read a refusal and connects again by itself, which would train again.

/**
 * The events of a body, each as {name, data}, its data read as JSON; comments are passed over.
 * @param {ReadableStream<Uint8Array>} body
 */
export async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    yield* blocks.map(read).filter(({ name }) => name);
  }
}

function read(block) {
  const lines = block.split("\n").map((line) => line.split(/: (.*)/s));
  const { event, data } = Object.fromEntries(lines);
  return event && data ? { name: event, data: JSON.parse(data) } : {};
}
