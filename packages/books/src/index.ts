export { audit } from "./audit.ts";
export type { Books, Mailbox } from "./books.ts";
export { type Comparison, compareBooks } from "./compare-books.ts";
export { type Problem, problemLine } from "./problem.ts";
export { type BookKeepers, readBooks } from "./read-books.ts";
export { readMailbox } from "./read-mailbox.ts";
export { showAmount } from "./show-amount.ts";
export type { Sums } from "./sum-up.ts";
