/** How long the first page takes until one can do something on it. */
import type { BrowserContext, Page } from '@playwright/test'
import { test } from '../fixtures'
import { note, runs, slow } from './measure'

const quietMs = 1000 // without a long task, after which no more are waited for

/**
 * interactive opens an address in a window and gives the milliseconds from then until a link
 * is there, and no task of 50 ms or more is in the way of a click on it any more.
 */
async function interactive(context: BrowserContext, address: string, link: string, times: number): Promise<number> {
  const page = await context.newPage()
  await page.addInitScript(() => {
    const busy = { until: 0 }
    new PerformanceObserver((l) => {
      for (const e of l.getEntries()) busy.until = Math.max(busy.until, e.startTime + e.duration)
    }).observe({ type: 'longtask', buffered: true })
    Object.assign(window, { busy })
  })
  await slow(page, times)
  await page.goto(address, { waitUntil: 'commit' })
  const at = await there(page, link)
  await page.close()
  return at
}

const there = (page: Page, link: string) =>
  page.evaluate(
    async ([selector, quiet]) => {
      const { busy } = window as unknown as { busy: { until: number } }
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done))
      while (!document.querySelector(selector)?.getClientRects().length) await frame()
      await frame()
      const seen = performance.now()
      while (performance.now() - Math.max(seen, busy.until) < quiet) await new Promise((done) => setTimeout(done, 50))
      return Math.max(seen, busy.until)
    },
    [link, quietMs] as const,
  )

test('the first page', async ({ browser, server, signUp }, info) => {
  info.annotations.push({ type: 'browser', description: browser.version() })
  const { context } = await signUp('Speedy')
  for (let i = 0; i < runs; i++) {
    for (const times of [4, 1]) {
      const how = times > 1 ? `, processor ${times} times slower` : ''
      const target = times > 1 ? ({ sign: '≤', bound: 2500 } as const) : undefined
      const guest = await browser.newContext() // with nothing in its cache
      const first = await interactive(guest, `${server.url}/`, 'a[href="/sign-up"]', times)
      note(info, { what: `first page, nothing cached${how}: interactive after`, value: first, unit: 'ms', target })
      await guest.close()
      const again = await interactive(context, `${server.url}/dashboard`, 'a[href="/chat"]', times)
      note(info, { what: `dashboard, signed in, cached${how}: interactive after`, value: again, unit: 'ms', target })
    }
  }
})
