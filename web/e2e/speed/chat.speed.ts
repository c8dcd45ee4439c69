/** How soon one sees that a message is on its way, and how a long conversation scrolls. */
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { conversationOf, signIn } from './made'
import { frames, note, runs } from './measure'

const messagesOfARun = 10
const longConversation = 500
const scrollMs = 4000

interface Seen {
  sending: number
  understood: number
}

/** watch notes when, after the key that sends, the page first shows each of two texts. */
async function watch(page: Page) {
  await page.evaluate(() => {
    const seen: Partial<Seen> & { from?: number } = {}
    const look = (text: string, name: keyof Seen, now: number) => {
      if (seen[name] === undefined && document.body.textContent?.includes(text)) seen[name] = now - (seen.from ?? now)
    }
    // In the task after a frame, which is when the frame has been painted.
    const painted = () =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          if (seen.from === undefined) return
          const now = performance.now()
          look('Sending…', 'sending', now)
          look('Understood as', 'understood', now)
        }
        channel.port2.postMessage(0)
      })
    new MutationObserver(painted).observe(document.body, { childList: true, subtree: true, characterData: true })
    addEventListener(
      'keydown',
      (e) => {
        if (e.key !== 'Enter') return
        seen.from = e.timeStamp
        seen.sending = undefined
        seen.understood = undefined
      },
      true,
    )
    Object.assign(window, { seen })
  })
}

const percentile = (v: number[], q: number) => [...v].sort((a, b) => a - b)[Math.ceil(q * v.length) - 1] ?? 0

test('a message is on its way', async ({ signUp }, info) => {
  const { page } = await signUp('Talky')
  for (let i = 0; i < runs; i++) {
    await page.getByRole('link', { name: 'Chat', exact: true }).click()
    await page.getByRole('link', { name: 'New conversation' }).click()
    await watch(page)
    const all: Seen[] = []
    for (let n = 1; n <= messagesOfARun; n++) {
      await page
        .getByRole('textbox', { name: 'Say what you want' })
        .fill(n === 1 ? 'Create a 600x400 card with a teal background' : 'make it blue')
      await page.keyboard.press('Enter')
      await expect(page.getByText('How this was understood')).toHaveCount(n)
      all.push(await page.evaluate(() => (window as unknown as { seen: Seen }).seen))
    }
    const sending = all.map((s) => s.sending)
    const understood = all.map((s) => s.understood).filter((v) => v !== undefined && v !== null) // a quick reply takes its place
    note(info, {
      what: 'message sent → "Sending…" visible, p50',
      value: percentile(sending, 0.5),
      unit: 'ms',
      target: { sign: '≤', bound: 100 },
    })
    note(info, {
      what: 'message sent → "Sending…" visible, slowest of 10',
      value: percentile(sending, 1),
      unit: 'ms',
      target: { sign: '≤', bound: 100 },
    })
    if (understood.length > 0)
      note(info, {
        what: 'message sent → what the server understood visible, p50',
        value: percentile(understood, 0.5),
        unit: 'ms',
        target: { sign: '≤', bound: 100 },
      })
  }
})

test('a conversation of 500 messages', async ({ signUp, server }, info) => {
  const { page, email } = await signUp('Wordy')
  const id = await conversationOf(page.request, await signIn(page.request, server.url, email), longConversation)
  for (let i = 0; i < runs; i++) {
    await page.goto(`${server.url}/dashboard`)
    await page.getByRole('link', { name: 'Chat', exact: true }).click()
    const link = page.locator(`a[href="/chat/${id}"]`)
    await link.waitFor()
    const opened = await frames(page, async () => {
      await link.click()
      await expect(page.locator('ol > li > article')).toHaveCount(longConversation / 2)
      await expect(page.getByTestId('stage').locator('canvas').first()).toBeVisible()
      await page.waitForTimeout(500) // what it still does
    })
    note(info, { what: '500 messages opened: longest task', value: opened.longest, unit: 'ms' })
    await page.locator('ol > li > article').last().hover()
    const f = await frames(page, async () => {
      for (const begun = Date.now(); Date.now() - begun < scrollMs; ) {
        await page.mouse.wheel(0, Date.now() - begun < scrollMs / 2 ? -300 : 300)
        await page.waitForTimeout(16)
      }
    })
    note(info, { what: '500 messages scrolled up and down: tasks of 50 ms or more', value: f.longTasks, unit: 'tasks' })
    note(info, { what: 'of 60 frames a second dropped meanwhile', value: (100 * f.dropped) / (f.shown + f.dropped), unit: '%' })
    note(info, { what: 'longest time between two frames', value: f.slowest, unit: 'ms' })
  }
})
