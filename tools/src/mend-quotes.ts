/**
 * Restores JSON that was typed as in a POSIX shell, '{"toCode":"EUR"}', into a shell of Windows:
 * PowerShell drops the double quotes, and cmd also keeps the single ones. JSON is returned as it
 * is. It cannot restore a string with a comma, colon, brace or bracket.
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
