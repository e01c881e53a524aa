/** How explanations speak of a token or code: it is a secret wherever it comes from, and four characters tell it apart. */
export function named (what: string, value: string): string {
  return `the ${what} that ends in "${value.slice(-4)}"`
}
