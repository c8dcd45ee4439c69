/** Why a part of the app cannot be had: parts have their content's hash in their names, and go with their build. */
export type Why = 'updated' | 'offline' | 'broken'

/** entryOf gives the script that a page begins with: another build has another. */
export function entryOf(page: Document): string | null {
  return page.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null
}

/** whyMissing asks the server for the page as it is now. */
export async function whyMissing(): Promise<Why> {
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    if (!answer.ok) return 'broken'
    const now = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const entry = entryOf(now) // none: it is no page of ours, as of a network that asks to sign in
    return entry && entry !== entryOf(document) ? 'updated' : 'broken'
  } catch {
    return 'offline'
  }
}
