import { accessible, expect, picture, test } from './fixtures'

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
  await page.getByRole('region', { name: 'Document' }).getByRole('link', { name: 'Open in studio' }).click()
  await page.getByRole('button', { name: 'title', exact: true }).click()
  await accessible(page, info, 'studio')
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('1 change').or(page.getByText('2 changes')).first()).toBeVisible()
  await accessible(page, info, 'studio-history')
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  await expect(page.getByLabel('Link', { exact: true })).toBeVisible()
  await accessible(page, info, 'share')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Dashboard' }).click()
  await expect(page.getByRole('figure').first()).toBeVisible()
  await accessible(page, info, 'dashboard')
  await page.getByRole('link', { name: 'Files' }).click()
  await page.getByRole('checkbox').first().check()
  await accessible(page, info, 'files')
  await page.getByRole('button', { name: 'Show as a list' }).click()
  await accessible(page, info, 'files-list')
  await page.getByRole('link', { name: 'Eve' }).click()
  await expect(page.getByText('here', { exact: true })).toBeVisible()
  await accessible(page, info, 'settings')
})

test('a phone of 360 pixels: nothing is wider than it', async ({ signUp }, info) => {
  const { page } = await signUp('Zoe')
  await page.setViewportSize({ width: 360, height: 740 })
  const fits = async (name: string) => {
    await page.screenshot({ path: picture(info, `${name}-360`) })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  }
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
