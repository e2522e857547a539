/**
 * Shows each time of a page in the visitor's own time zone and language. The server sends UTC.
 * @param {ParentNode} page
 */
export function showLocalTimes(page) {
  for (const time of page.querySelectorAll("time")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  }
}
