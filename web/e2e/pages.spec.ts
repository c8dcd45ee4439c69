import type { Page } from '@playwright/test'
import { expect, say, test } from './fixtures'
import { accessible, fits as narrow } from './helpers'

test('pages of those who are not signed in', async ({ open }, info) => {
  test.setTimeout(180_000)
  const page = await open('/')
  for (const path of ['/', '/sign-in', '/sign-up', '/forgot', '/reset', '/verify']) {
    await page.goto(new URL(path, page.url()).href)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await accessible(page, info, path.slice(1) || 'landing')
  }
})

test.describe('an address that nothing is at', () => {
  test.use({ allowed: /404.*\/nothing/ })
  test('says so', async ({ open }, info) => {
    const page = await open('/nothing')
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
    await accessible(page, info, 'not-found')
  })
})

test('pages of who is signed in', async ({ signUp }, info) => {
  test.setTimeout(180_000) // axe takes a second for each of two dozen pages, and more on a busy machine
  const { page } = await signUp('Eve')
  await accessible(page, info, 'dashboard-empty')
  await page.getByRole('link', { name: 'Chat' }).click()
  await expect(page.getByRole('heading', { name: 'What shall it be?' })).toBeVisible()
  await accessible(page, info, 'chat-empty')
  await page.getByRole('button', { name: 'a square card' }).click()
  await expect(page.getByText('How this was understood')).toBeVisible()
  await expect(page.getByTestId('stage').locator('canvas').first()).toBeVisible()
  await accessible(page, info, 'chat')
  await say(page, 'add a red circle in the bottom right')
  await page.getByLabel('Which result is shown').selectOption({ label: 'Result 1 of 2' })
  await expect(page.getByText(/This is how it was/)).toBeVisible()
  await accessible(page, info, 'chat-version')
  await page.getByRole('link', { name: 'Dashboard' }).click()
  await expect(page.getByRole('figure').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Documents' }).locator('img')).toBeVisible()
  await accessible(page, info, 'dashboard')
  await page.getByRole('link', { name: 'Files' }).click()
  await page.getByRole('checkbox').first().check()
  await accessible(page, info, 'files')
  await page.getByRole('button', { name: 'Show as a list' }).click()
  await accessible(page, info, 'files-list')
  await page.getByRole('link', { name: 'Eve' }).click()
  await expect(page.getByText('here', { exact: true })).toBeVisible()
  await accessible(page, info, 'settings')
  await page.getByRole('button', { name: 'Change address' }).click()
  await accessible(page, info, 'settings-address')
})

/** made says what is to be drawn, and opens it in the studio. */
async function made(page: Page, text: string) {
  await page.getByRole('link', { name: 'Chat' }).click()
  await say(page, text)
  await page.getByRole('region', { name: 'Document' }).getByRole('link', { name: 'Open in studio' }).click()
  await expect(page.getByRole('button', { name: 'title', exact: true })).toBeVisible()
}

/** comment says something about the title. */
async function comment(page: Page) {
  await page.getByRole('button', { name: 'title', exact: true }).click()
  await page.getByRole('tab', { name: 'Comments' }).click()
  await page.getByLabel('Say something about “title”').fill('A little larger?')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Comments' })).toContainText('A little larger?')
}

/** lookBack names the version of now, changes it, and looks at what it was. */
async function lookBack(page: Page) {
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByLabel('Name of the version').fill('First draft')
  await page.getByRole('button', { name: 'Name this version' }).click()
  await expect(page.getByRole('button', { name: /^First draft/ })).toBeVisible()
  await page.getByRole('button', { name: 'Add Rectangle' }).click()
  await page.getByRole('button', { name: /^First draft/ }).click()
  await expect(page.getByText('This is how it was after change 1 of 2.')).toBeVisible()
}

/** invite opens the dialog, invites somebody and makes a link. */
async function invite(page: Page) {
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail address').fill('bob@example.org')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await expect(dialog.getByLabel('Link', { exact: true })).toBeVisible()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
}

test('the studio and its panels', async ({ signUp }, info) => {
  test.setTimeout(180_000)
  const { page } = await signUp('Eve')
  await made(page, 'make a 1200x630 banner, navy, title Launch Day')
  await page.getByRole('button', { name: 'title', exact: true }).click()
  await accessible(page, info, 'studio')
  await comment(page)
  await accessible(page, info, 'studio-comments')
  await lookBack(page)
  await accessible(page, info, 'studio-history')
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.getByRole('button', { name: 'Add Image' }).click()
  await expect(page.getByRole('dialog').locator('img')).toBeVisible()
  await accessible(page, info, 'studio-pictures')
  await page.keyboard.press('Escape')
  await invite(page)
  await accessible(page, info, 'share')
})

test('a phone of 360 pixels: nothing is wider than it', async ({ signUp }, info) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Zoe')
  await page.setViewportSize({ width: 360, height: 740 })
  const fits = (name: string) => narrow(page, info, name)
  await fits('dashboard')
  await page.getByRole('link', { name: 'Files' }).click()
  await fits('files')
  await page.getByRole('link', { name: 'Zoe' }).click()
  await fits('settings')
  await page.getByRole('link', { name: 'Chat' }).click()
  await fits('chat-empty')
  await page.getByRole('button', { name: 'make a 1200×630 banner' }).click()
  await expect(page.getByText('How this was understood')).toBeVisible()
  await expect(page.getByTestId('stage').locator('canvas').first()).toBeVisible()
  await fits('chat')
  await page.getByRole('button', { name: 'Conversations' }).click()
  await expect(page.getByRole('link', { name: 'New conversation' })).toBeVisible()
  await fits('conversations')
  await page.getByRole('button', { name: 'Conversations' }).click()
  await page.getByRole('region', { name: 'Document' }).getByRole('link', { name: 'Open in studio' }).click()
  await expect(page.getByRole('button', { name: 'title', exact: true })).toBeVisible()
  await fits('studio')
  await comment(page)
  await fits('studio-comments')
  await lookBack(page)
  await fits('studio-history')
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.getByRole('button', { name: 'Add Image' }).click()
  await expect(page.getByRole('dialog').locator('img')).toBeVisible()
  await fits('studio-pictures')
  await page.keyboard.press('Escape')
  await invite(page)
  await fits('share')
})

test('with the keyboard alone', async ({ open }) => {
  const page = await open('/')
  const tabTo = async (name: string) => {
    for (let i = 0; i < 60; i++) {
      const now = await page.evaluate(() => {
        const e = document.activeElement as HTMLElement | null
        return e?.getAttribute('aria-label') ?? (e as HTMLInputElement | null)?.labels?.[0]?.textContent ?? e?.textContent ?? ''
      })
      if (now.trim() === name) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`no way to ${name} by Tab`)
  }
  await tabTo('Start now')
  await page.keyboard.press('Enter')
  await tabTo('Your name')
  await page.keyboard.type('Kim')
  await tabTo('E-mail address')
  await page.keyboard.type(`kim-${Date.now()}@example.org`)
  await tabTo('Password')
  await page.keyboard.type('correct horse battery')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'What shall it be?' })).toBeVisible()
  await tabTo('Blank canvas')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  await tabTo('Add Rectangle')
  await page.keyboard.press('Enter')
  await tabTo('Rectangle')
  const x = Number(await page.getByLabel('X', { exact: true }).inputValue())
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByLabel('X', { exact: true })).toHaveValue(String(x + 11))
  await page.keyboard.press('Delete')
  await expect(page.getByText('Nothing yet.')).toBeVisible()
})

test('the command palette goes to a document by a few letters', async ({ signUp }, info) => {
  const { page } = await signUp('Liv')
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  await page.getByRole('link', { name: 'Dashboard' }).click()
  const link = page.getByRole('region', { name: 'Documents' }).getByRole('link')
  const name = (await link.locator('span > span').first().textContent()) ?? ''
  expect(name).not.toBe('')
  await page.keyboard.press('Control+k')
  await accessible(page, info, 'palette')
  await page.keyboard.type('setti')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
