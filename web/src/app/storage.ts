/**
 * This browser's storage. It may be full, or switched off by whoever uses the browser: what
 * does not go into it is here for as long as the page is, and all else works as always.
 */
const here = new Map<string, string>()

/** local is undefined where even asking for the storage is an error (HTML, section 12.2.3). */
function local(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

export const storage = {
  get: (key: string): string | null => here.get(key) ?? local()?.getItem(key) ?? null,

  /** set reports whether it stays over a reload. */
  set(key: string, text: string): boolean {
    try {
      localStorage.setItem(key, text)
      here.delete(key)
      return true
    } catch {
      here.set(key, text)
      return false
    }
  },

  remove(key: string) {
    here.delete(key)
    local()?.removeItem(key)
  },

  keys: (): string[] => [...new Set([...Object.keys(local() ?? {}), ...here.keys()])],
}
