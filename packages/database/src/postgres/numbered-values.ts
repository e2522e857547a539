/** What a `?` is no value in: texts, names and comments. Each is closed as SQL says. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?/g;

/** Returns a statement with `$1`, `$2`, ... for each `?`, as PostgreSQL wants them. */
export function numberedValues(text: string): string {
  let count = 0;
  return text.replace(TOKEN, (token) => {
    if (token !== "?") return token;
    count++;
    return `$${count}`;
  });
}
