/** match gives those whose name has all of the words, in any order and case. */
export function match<T>(all: T[], wanted: string, name: (one: T) => string): T[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((one) => words.every((w) => name(one).toLowerCase().includes(w)))
}
