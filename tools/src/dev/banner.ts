/** Returns what a newcomer reads when the shop is up: where it is, and what to try. */
export function banner(url: string, env: NodeJS.ProcessEnv): string {
  // Without it the other terminal would look for another shop.
  const npm = env.SHOP ? `SHOP=${env.SHOP} npm` : "npm";
  return `
The shop is up: ${url}

Try, the last two in another terminal:
  "See the shop at work", at the foot of each page
  ${npm} run call currencyservice     what that service offers
  ${npm} run dev -- currencyservice   a second copy, which shares its calls

Ctrl-C ends the shop.

`;
}
