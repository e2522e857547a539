/** Returns a count as it stands in a sentence: "nine", and in digits above twelve. */
export function numberWord(count: number): string {
  return WORDS[count] ?? count.toLocaleString("en");
}

const WORDS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];
