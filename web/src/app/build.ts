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
    return entryOf(now) === entryOf(document) ? 'broken' : 'updated'
  } catch {
    return 'offline'
  }
}
