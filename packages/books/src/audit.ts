import type { Comparison } from "./compare-books.ts";
import { problemLine } from "./problem.ts";

/**
 * Compares the books of a shop that is in use. An order may move on while they are read, so only
 * what does not agree each time, of `times`, counts.
 *
 * @param compare Reads the books and compares them.
 */
export async function audit(
  compare: () => Promise<Comparison>,
  { times }: { readonly times: number },
): Promise<Comparison> {
  let comparison = await compare();
  for (let time = 1; time < times && comparison.problems.length > 0; time++) {
    const before = new Set(comparison.problems.map(problemLine));
    comparison = await compare();
    const problems = comparison.problems.filter((problem) => before.has(problemLine(problem)));
    comparison = { ...comparison, problems };
  }
  return comparison;
}
