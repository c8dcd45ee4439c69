import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { accessible } from './helpers'

/**
 * upgrade has the server be of another build than the page: what the page begins with has another
 * name, and those parts of the old build are gone that a name begins with.
 */
async function upgrade(page: Page, part: string) {
  await page.route(/\/$/, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/\/assets\/index-\w+\.js/, '/assets/index-other.js') })
  })
  await page.route(new RegExp(`/assets/${part}-`), (route) => route.fulfill({ status: 404, json: { code: 'not_found' } }))
}

/** reload opens the page anew, with all parts of the build of now. */
async function reload(page: Page) {
  const button = page.getByRole('button', { name: 'Reload' })
  await expect(button).toBeVisible()
  await page.unrouteAll()
  await button.click()
}

test.describe('a tab from before an update of the server', () => {
  test.use({ allowed: /Failed to load resource|Failed to fetch dynamically imported module|ERR_FAILED|WebSocket connection/ })

  test('a page that is gone says so; the others go on, and a reload mends it', async ({ signUp }, info) => {
    const { page } = await signUp('Upa')
    await page.getByRole('textbox', { name: 'What shall it be?' }).fill('half a sent')
    await page.getByRole('link', { name: 'Chat' }).click()
    await page.getByRole('textbox', { name: 'Say what you want' }).fill('half a thou')
    await upgrade(page, 'Files')
    await page.getByRole('link', { name: 'Files' }).click()
    await expect(page.getByRole('heading', { name: 'The app was updated' })).toBeVisible()
    await accessible(page, info, 'updated')
    await page.getByRole('link', { name: 'Chat' }).click()
    await expect(page.getByRole('textbox', { name: 'Say what you want' })).toHaveValue('half a thou')
    await page.getByRole('link', { name: 'Files' }).click()
    await reload(page)
    await expect(page.getByText('No files yet.')).toBeVisible()
    await page.getByRole('link', { name: 'Chat' }).click()
    await expect(page.getByRole('textbox', { name: 'Say what you want' })).toHaveValue('half a thou')
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await expect(page.getByRole('textbox', { name: 'What shall it be?' })).toHaveValue('half a sent')
  })

  test('a part of a page that is gone says so beside the rest', async ({ signUp }, info) => {
    const { page } = await signUp('Upb')
    await page.getByRole('link', { name: 'Chat' }).click()
    await upgrade(page, 'LivePanel')
    const box = page.getByRole('textbox', { name: 'Say what you want' })
    await box.fill('make a 300x200 card, teal')
    await page.keyboard.press('Enter')
    await expect(page.getByText('How this was understood')).toBeVisible()
    await expect(page.getByRole('alert')).toContainText('The app was updated')
    await box.fill('half a thou')
    await accessible(page, info, 'updated-part')
    await reload(page)
    await expect(page.getByTestId('stage').locator('canvas').first()).toBeVisible()
    await expect(box).toHaveValue('half a thou')
  })

  test('a page that stays open offers to reload, and waits until one does', async ({ signUp, server }, info) => {
    const { page } = await signUp('Upd')
    await page.getByRole('link', { name: 'Chat' }).click()
    const box = page.getByRole('textbox', { name: 'Say what you want' })
    await box.fill('half a thou')
    await upgrade(page, 'Files')
    await server.stop()
    await expect(page.getByText('Offline')).toBeVisible()
    await server.start()
    await expect(page.getByText('The app was updated')).toBeVisible({ timeout: 40_000 })
    await box.press('End')
    await page.keyboard.type('ght')
    await accessible(page, info, 'updated-offer')
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('The app was updated')).toHaveCount(0)
    await page.getByRole('link', { name: 'Files' }).click()
    await reload(page)
    await expect(page.getByText('No files yet.')).toBeVisible()
    await page.getByRole('link', { name: 'Chat' }).click()
    await expect(box).toHaveValue('half a thought')
  })

  test('no line is told apart from an update', async ({ signUp }) => {
    const { page } = await signUp('Upc')
    await page.route(/\/(assets\/Files-.*)?$/, (route) => route.abort())
    await page.getByRole('link', { name: 'Files' }).click()
    await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible()
    await expect(page.getByText('The server cannot be reached.')).toBeVisible()
  })
})
