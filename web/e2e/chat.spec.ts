import type { Page } from '@playwright/test'
import { expect, say, test } from './fixtures'
import { accessible } from './helpers'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Say what you want' })

/** paste pastes a text into the composer, as the clipboard would. */
async function paste(page: Page, length: number) {
  await composer(page).evaluate((box, n) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'x'.repeat(n))
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    box.dispatchEvent(event)
  }, length)
}

test('something said is edited and sent again as a new message; the draft is there again', async ({ signUp }, info) => {
  const { page } = await signUp('Edi')
  await page.getByRole('link', { name: 'Chat' }).click()
  await composer(page).fill('make a 300x200 card, teal')
  await page.keyboard.press('Enter')
  const answers = page.getByText('How this was understood')
  await expect(answers).toHaveCount(1)
  await composer(page).fill('half a thou')

  // Begun and given up by Escape.
  const edit = page.getByRole('button', { name: 'Edit and send again' })
  await edit.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Editing “make a 300x200 card, teal”')).toBeVisible()
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('make a 300x200 card, teal')
  await accessible(page, info, 'chat-editing')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Editing “')).toHaveCount(0)
  await expect(composer(page)).toHaveValue('half a thou')

  // Begun again, over a reload, and sent.
  await edit.click()
  await composer(page).fill('make a 300x200 card, coral')
  await page.reload()
  await expect(page.getByText('Editing “make a 300x200 card, teal”')).toBeVisible()
  await expect(composer(page)).toHaveValue('make a 300x200 card, coral')
  await composer(page).press('Enter')
  await expect(answers).toHaveCount(2)
  const thread = page.getByRole('region', { name: 'Conversation', exact: true }).getByRole('listitem')
  await expect(thread.filter({ hasText: 'make a 300x200 card, teal' })).toHaveCount(1)
  await expect(thread.filter({ hasText: 'make a 300x200 card, coral' })).toHaveCount(1)
  await expect(composer(page)).toHaveValue('half a thou')
})

test('what is typed while the first message is under way stays, with the focus', async ({ signUp }) => {
  const { page } = await signUp('Wim')
  await page.routeWebSocket(/\/ws/, (line) => {
    const server = line.connectToServer()
    server.onMessage((m) => void setTimeout(() => line.send(m), 1500))
  })
  await page.reload()
  await page.getByRole('link', { name: 'Chat' }).click()
  await composer(page).fill('make a 300x200 card, teal')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and now in ', { delay: 20 })
  await expect(page).toHaveURL(/\/chat$/)
  await expect(page).toHaveURL(/\/chat\/cnv_/)
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('red')
  await expect(composer(page)).toHaveValue('and now in red')
  await expect(page.getByText('How this was understood')).toBeVisible()
  await expect(composer(page)).toHaveValue('and now in red')
})

test('a text of 50 MB is not pasted, the limit is said, and what was typed stays', async ({ signUp }, info) => {
  const { page } = await signUp('Pax')
  await page.getByRole('link', { name: 'Chat' }).click()
  await composer(page).fill('make a banner')
  await paste(page, 50_000_000)
  await expect(page.getByRole('alert')).toContainText('it has 50,000,000 characters, and a message has 8,000 at most')
  await expect(composer(page)).toHaveValue('make a banner')
  await accessible(page, info, 'chat-not-pasted')
  await composer(page).press('End')
  await page.keyboard.type(' in red')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(composer(page)).toHaveValue('make a banner in red')
})

test.describe('files', () => {
  test.use({ allowed: /status of 422/ })

  test('a file of 50 MB that is pasted is uploaded, with the text beside it left alone', async ({ signUp }) => {
    const { page } = await signUp('Pim')
    await page.getByRole('link', { name: 'Chat' }).click()
    await composer(page).fill('make a banner')
    await composer(page).evaluate((box) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([new Uint8Array(50_000_000).fill(97)], 'long.txt', { type: 'text/plain' }))
      clipboardData.items.add(new File([], 'empty.txt', { type: 'text/plain' }))
      clipboardData.items.add(new File(['MZ'], 'setup.exe', { type: 'application/x-msdownload' }))
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    const files = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
    await expect(files.filter({ hasText: 'empty.txt' }).getByRole('alert')).toHaveText('This file is empty: there is nothing to send.')
    await expect(files.filter({ hasText: 'setup.exe' }).getByRole('alert')).toContainText('Files of this type are not taken here')
    await expect(files.getByRole('button', { name: 'Try again' })).toHaveCount(0)
    await expect(files.filter({ hasText: 'long.txt' }).getByText('Here', { exact: true })).toBeVisible({ timeout: 60_000 })
    await expect(composer(page)).toHaveValue('make a banner')
  })
})

test('a conversation of 500 messages opens at its end, and goes back to its beginning without a jump', async ({ signUp, server }) => {
  test.setTimeout(240_000)
  const { page, headers } = await signUp('Lon')
  let sessionId: string | undefined
  for (let i = 1; i <= 250; i++) {
    const text =
      i % 25 === 0 ? `make a 300x200 card, teal, title Number ${i}` : `what do you think of number ${i}? ${'So many words. '.repeat(i % 7)}`
    const said = await page.request.post(`${server.url}/api/v1/chat/messages`, { headers, data: { text, sessionId } })
    sessionId = ((await said.json()) as { sessionId: string }).sessionId
  }
  await page.goto(`${server.url}/chat/${sessionId}`)
  const thread = page.getByRole('region', { name: 'Conversation', exact: true })
  const rows = thread.getByRole('list').first().locator('> li')
  await expect(thread.getByText('title Number 250')).toBeInViewport()
  await expect(page.getByTestId('stage').locator('canvas').first()).toBeVisible()
  await expect(rows).toHaveCount(40)

  // More is put above what one sees, which stays where it is.
  const read = thread.getByText('number 232?')
  const top = () => read.evaluate((e) => e.getBoundingClientRect().top)
  const before = await read.evaluate((e) => {
    e.scrollIntoView({ block: 'center' })
    return e.getBoundingClientRect().top
  })
  await expect(rows).toHaveCount(80)
  expect(Math.abs((await top()) - before)).toBeLessThan(2)
  await thread.getByRole('button', { name: 'Show earlier messages' }).evaluate((b) => (b as HTMLButtonElement).click())
  await expect(rows).toHaveCount(120)
  expect(Math.abs((await top()) - before)).toBeLessThan(2)

  // What comes meanwhile does not take one away from what one reads.
  const sent = page.request.post(`${server.url}/api/v1/chat/messages`, { headers, data: { text: 'said elsewhere', sessionId } })
  expect((await sent).ok()).toBe(true)
  await expect(thread.getByText('said elsewhere')).toBeAttached()
  expect(Math.abs((await top()) - before)).toBeLessThan(2)

  // By the wheel to the first, and by what one says oneself to the end again.
  await read.hover()
  await expect(async () => {
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -1500)
    await expect(thread.getByText('number 1?')).toBeInViewport({ timeout: 200 })
  }).toPass({ timeout: 60_000 })
  await expect(rows).toHaveCount(502)
  await composer(page).fill('thank you very much indeed')
  await page.keyboard.press('Enter')
  await expect(thread.getByText('thank you very much indeed')).toBeInViewport()
  await expect.poll(() => rows.count()).toBeLessThan(60)
})

test('earlier results are looked at and taken back', async ({ signUp }) => {
  const { page } = await signUp('Cara')
  await page.getByRole('link', { name: 'Chat' }).click()
  await say(page, 'make a 400x300 banner, navy, title One')
  await say(page, 'add a red circle in the bottom right')
  const stage = page.getByRole('img', { name: /Canvas with/ })
  await expect(stage).toHaveAccessibleName('Canvas with 2 layers')
  await page.getByLabel('Which result is shown').selectOption({ label: 'Result 1 of 2' })
  await expect(stage).toHaveAccessibleName('Canvas with one layer')
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(stage).toHaveAccessibleName('Canvas with 2 layers')
  await page.getByRole('button', { name: 'Show here' }).first().click()
  await expect(stage).toHaveAccessibleName('Canvas with one layer')
  await page.getByRole('button', { name: 'Restore this' }).click()
  await expect(page.getByText(/This is how it was/)).toBeHidden()
  await expect(stage).toHaveAccessibleName('Canvas with one layer')
})

test('several requests in one message are a list with what became of each; an answer has the rest done', async ({ signUp }, info) => {
  const { page } = await signUp('Sue')
  await page.getByRole('link', { name: 'Chat' }).click()
  await composer(page).fill('make a 300x200 card, add a red circle, export it as pdf and then list my files')
  await page.keyboard.press('Enter')
  const steps = page.getByRole('article').last().getByRole('listitem')
  await expect(steps).toHaveCount(4)
  await expect(steps.nth(0)).toContainText('Done:')
  await expect(steps.nth(1)).toContainText('Added a circle.')
  await expect(steps.nth(2)).toContainText('A question:')
  await expect(steps.nth(3)).toContainText('Not begun:')
  await accessible(page, info, 'chat-steps')
  await page.getByRole('button', { name: 'jpg', exact: true }).click()
  await expect(page.getByRole('article')).toHaveCount(2)
  await expect(steps).toHaveCount(2)
  await expect(steps.nth(1)).toContainText('Your newest files')
})
