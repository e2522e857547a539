/**
 * Shows each time of day in the reader's own time zone. The server sends UTC.
 * @param {ParentNode} part
 */
export function showLocalTimes(part) {
  for (const time of part.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const clock = at.toLocaleTimeString("en-GB");
    time.textContent = `${clock}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  }
}
