import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, picture, say, test } from './fixtures'
import { plain, shownAt } from './helpers'

/** pixel reads the colour of a point of a PNG, decoded by the browser. */
async function pixel(page: Page, png: Buffer, x: number, y: number): Promise<number[]> {
  return page.evaluate(
    async ([data, px, py]) => {
      const bytes = Uint8Array.from(atob(data as string), (c) => c.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = canvas.getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      return [bitmap.width, bitmap.height, ...(context?.getImageData(px as number, py as number, 1, 1).data.slice(0, 3) ?? [])]
    },
    [png.toString('base64'), x, y] as const,
  )
}

test('a banner by chat, by hand, and by two people', async ({ signUp }, info) => {
  const ada = await signUp('Ada')
  const page = ada.page

  // By a sentence, with the picture beside it.
  await page.getByRole('link', { name: 'Chat' }).click()
  await say(page, 'make a 1200x630 banner, navy, title Launch Day')
  await expect(page.getByText('Here is your picture')).toBeVisible()
  await expect(page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with one layer')
  await page.screenshot({ path: picture(info, 'tour-chat') })

  // Another sentence changes what is in front of one's eyes.
  await say(page, 'add a red circle in the bottom right')
  await expect(page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with 2 layers')

  // By hand, in the studio.
  await page.getByRole('region', { name: 'Document' }).getByRole('link', { name: 'Open in studio' }).click()
  await page.getByRole('button', { name: 'Add Rectangle' }).click()
  await page.getByLabel('X', { exact: true }).fill('10')
  await page.getByLabel('Y', { exact: true }).fill('20')
  await page.getByLabel('Name').fill('Corner')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Corner', exact: true })).toBeVisible()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  // Somebody else comes by a link, sees it, and moves it live.
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Close' }).first().click()
  const bob = await signUp('Bob')
  await bob.page.goto(link)
  await bob.page.getByRole('button', { name: 'Corner', exact: true }).click()
  await expect(bob.page.getByLabel('X', { exact: true })).toHaveValue('10')
  await bob.page.getByLabel('X', { exact: true }).fill('300')
  await bob.page.keyboard.press('Enter')
  await expect(page.getByLabel('X', { exact: true })).toHaveValue('300')
  await expect(page.getByRole('list', { name: 'Also here' })).toContainText('Bob')
  await expect(bob.page.getByRole('list', { name: 'Also here' })).toContainText('Ada')

  // Each undoes only what is their own.
  await page.getByLabel('Y', { exact: true }).fill('40')
  await page.keyboard.press('Enter')
  await expect(bob.page.getByLabel('Y', { exact: true })).toHaveValue('40')
  await bob.page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByLabel('X', { exact: true })).toHaveValue('10')
  await expect(page.getByLabel('Y', { exact: true })).toHaveValue('40')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(bob.page.getByLabel('Y', { exact: true })).toHaveValue('20')

  // The file is the picture: navy where nothing is, the rectangle's colour in it.
  await page.screenshot({ path: picture(info, 'tour-studio') })
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await readFile(await (await saved).path())
  expect(await pixel(page, file, 600, 600)).toEqual([1200, 630, 0, 0, 128])
  expect(await pixel(page, file, 50, 60)).toEqual([1200, 630, 0x4f, 0x46, 0xe5])

  // The link is revoked while it is open.
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await expect(bob.page.getByRole('heading', { name: 'The link was revoked' })).toBeVisible()
})

test('pictures that others put there', async ({ signUp }) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Uma')
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Close' }).first().click()
  const { page: guest } = await signUp('Vic')
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'Layers' })).toBeVisible()

  // One comes while the other looks on, and is there for who comes later.
  await page.getByRole('button', { name: 'Add Image' }).click()
  await page.getByTestId('pictures').setInputFiles(await plain(page, 'sea.png', '#0000ff', 200, 100))
  await expect.poll(() => shownAt(page, 1200, 600, 315)).toEqual([0, 0, 255])
  await expect.poll(() => shownAt(guest, 1200, 600, 315)).toEqual([0, 0, 255])
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await guest.reload()
  await expect.poll(() => shownAt(guest, 1200, 600, 315)).toEqual([0, 0, 255])
  await expect(guest.getByText('by the server')).toHaveCount(0)

  // A guest's is the owner's to see, too; and it is in the file that either exports.
  await guest.getByRole('button', { name: 'Add Image' }).click()
  await guest.getByTestId('pictures').setInputFiles(await plain(guest, 'sun.png', '#ffff00', 100, 100))
  await expect.poll(() => shownAt(page, 1200, 600, 315)).toEqual([255, 255, 0])
  await expect(guest.getByText('Saved', { exact: true })).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const file = await readFile(await (await saved).path())
  expect((await pixel(page, file, 600, 315)).slice(2)).toEqual([255, 255, 0])
  expect((await pixel(page, file, 520, 315)).slice(2)).toEqual([0, 0, 255])
})
