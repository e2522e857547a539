import { compareBooks, problemLine } from "@hipstershop/books";
import type { Invariant } from "./evidence.ts";

/** G1, G3, G5, G6: what `npm run books` asks of a running shop. */
export const booksAgree: Invariant = ({ books }) =>
  compareBooks(books, Number.POSITIVE_INFINITY).problems.map(problemLine);
