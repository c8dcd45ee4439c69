/** read gives the answer of a query that no component shows, and forgets it. */
export const read = <T>(query: { unwrap: () => Promise<T>; unsubscribe: () => void }): Promise<T> =>
  query.unwrap().finally(() => query.unsubscribe())
