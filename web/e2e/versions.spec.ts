import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { APIRequestContext } from '@playwright/test'
import { expect, type Person, test } from './fixtures'
import { accessible } from './helpers'

/** putVersion gives a file another version, by the API as a program would. */
async function putVersion(request: APIRequestContext, { headers, url }: Person & { url: string }, artifactId: string, bytes: Buffer) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const data = { artifactId, name: 'card.png', contentType: 'image/png', bytes: bytes.length, sha256 }
  const begun = await request.post(`${url}/api/v1/uploads`, { headers, data })
  const upload = (await begun.json()) as { id: string; put: { url: string; method: string; headers: Record<string, string> } }
  const { put: to } = upload
  const stored = await request.fetch(new URL(to.url, url).href, { method: to.method, headers: to.headers, data: bytes })
  expect(stored.ok()).toBe(true)
  const done = await request.post(`${url}/api/v1/uploads/${upload.id}/complete`, { headers })
  expect(done.ok()).toBe(true)
}

test('the versions of a picture in the chat: to look at, to download, to have back', async ({ signUp, server }, info) => {
  const ver = await signUp('Ver')
  const { page } = ver
  await page.getByRole('link', { name: 'Chat' }).click()
  const replied = page.waitForResponse(/\/artifacts\/[^/]+\/thumbnail/)
  await page.getByRole('button', { name: 'a square card' }).click()
  const artifactId = new URL((await replied).url()).pathname.split('/')[4] ?? ''
  const first = await (await page.request.get(`${server.url}/api/v1/artifacts/${artifactId}/content`, { headers: ver.headers })).body()
  const second = await readFile('../docs/screens/tour-chat.png')
  await putVersion(page.request, { ...ver, url: server.url }, artifactId, second)

  await page.getByRole('button', { name: /^Versions of / }).click()
  const dialog = page.getByRole('dialog')
  const versions = dialog.getByRole('listitem')
  await expect(versions).toHaveCount(2)
  await expect(versions.first()).toContainText('Version 2 · the latest')
  await expect(versions.first().getByRole('button')).toHaveAttribute('aria-pressed', 'true')
  await expect(dialog.getByRole('img', { name: /^Version 2 of / })).toBeVisible()
  await expect(versions.locator('img')).toHaveCount(2)
  await accessible(page, info, 'versions')

  await versions.nth(1).getByRole('button').press('Enter')
  const old = dialog.getByRole('img', { name: /^Version 1 of / })
  await expect(old).toBeVisible()
  expect(await old.evaluate((i) => [(i as HTMLImageElement).naturalWidth, (i as HTMLImageElement).naturalHeight])).toEqual([1080, 1080])
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download version 1' }).click()
  expect((await readFile(await (await saved).path())).equals(first)).toBe(true)
  await dialog.getByRole('button', { name: 'View in full size' }).click()
  await expect.poll(() => old.evaluate((i) => i.clientWidth)).toBe(1080)
  await accessible(page, info, 'versions-full')

  await dialog.getByRole('button', { name: 'Make it the latest' }).click()
  await expect(versions).toHaveCount(3)
  await expect(versions.first()).toContainText('Version 3 · the latest')
  await expect(dialog.getByRole('button', { name: 'Make it the latest' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  const now = await page.request.get(`${server.url}/api/v1/artifacts/${artifactId}/content`, { headers: ver.headers })
  expect((await now.body()).equals(first)).toBe(true)
})

test('recent documents show what is on them', async ({ signUp }, info) => {
  const { page } = await signUp('Doc')
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  await page.getByRole('link', { name: 'Chat' }).click()
  await page.getByRole('button', { name: 'a square card' }).click()
  await expect(page.getByText('How this was understood')).toBeVisible()
  await page.getByRole('link', { name: 'Dashboard' }).click()
  const cards = page.getByRole('region', { name: 'Documents' }).getByRole('link')
  await expect(cards).toHaveCount(2)
  await expect(cards.locator('img')).toHaveCount(2) // also of one that was never exported
  await expect(cards.first().locator('img')).toBeVisible()
  await accessible(page, info, 'dashboard-documents')
})
