/**
 * newId makes an id of the client's own, which nobody else has: a prefix, and 128 random bits.
 * crypto.randomUUID is for pages over TLS only, and the app runs on a machine of one's own, too.
 */
export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `${prefix}_${Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')}`
}
