/**
 * Returns JSON in place of what the shells of Windows make of it when it is typed as in a POSIX
 * shell, '{"toCode":"EUR"}': PowerShell drops the double quotes, and cmd keeps the single ones
 * besides. JSON is returned as it is; a text that held commas, colons, braces or brackets cannot
 * be told from JSON any more.
 */
export function mendQuotes(text: string): string {
  const bare = text.replace(/^'(.*)'$/s, "$1");
  if (bare.includes('"')) return bare;
  return bare.replace(/[^\s{}[\],:](?:[^{}[\],:]*[^\s{}[\],:])?/g, (word) => {
    return /^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(word)
      ? word
      : JSON.stringify(word);
  });
}
