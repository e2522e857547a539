/**
 * Shows each time of a page in the visitor's own zone and language; as it came, it is in UTC.
 * @param {ParentNode} page
 */
export function showLocalTimes(page) {
  for (const time of page.querySelectorAll("time")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  }
}
