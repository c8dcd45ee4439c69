import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures'
import { transfer } from './helpers'

const picture = '../docs/screens/tour-chat.png'

test('upload, find, rename, trash, put back, delete for good', async ({ signUp }) => {
  const { page } = await signUp('Fay')
  page.on('dialog', (d) => void d.accept(d.type() === 'prompt' ? 'harbour.png' : undefined))
  await page.getByRole('link', { name: 'Files' }).click()
  await page.getByTestId('files').setInputFiles([
    { name: 'tour-chat.png', mimeType: 'image/png', buffer: await readFile(picture) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') },
  ])
  await expect(page.getByText('Here', { exact: true })).toHaveCount(2)
  await expect(page.getByRole('figure')).toHaveCount(2)
  await page.getByRole('button', { name: 'Rename tour-chat.png' }).click()
  await expect(page.getByRole('figure').filter({ hasText: 'harbour.png' })).toBeVisible()
  await page.getByRole('searchbox').fill('harb')
  await expect(page.getByRole('figure')).toHaveCount(1)
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download harbour.png' }).click()
  expect(await readFile(await (await saved).path())).toEqual(await readFile(picture))
  await page.getByLabel('Choose harbour.png').check()
  await page.getByRole('button', { name: 'To the trash' }).click()
  await expect(page.getByText('Nothing is like that.')).toBeVisible()
  await page.getByRole('button', { name: 'Trash', exact: true }).click()
  await page.getByLabel('Choose harbour.png').check()
  await page.getByRole('button', { name: 'Put back' }).click()
  await expect(page.getByText('The trash is empty.')).toBeVisible()
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page.getByRole('figure').filter({ hasText: 'harbour.png' })).toBeVisible()
})

test('a link to a file opens for anybody, and whoever is signed in may keep it', async ({ signUp, open, server }) => {
  const { page } = await signUp('Kay')
  await page.getByRole('link', { name: 'Files' }).click()
  await page.getByTestId('files').setInputFiles(picture)
  await page.getByRole('button', { name: 'Share tour-chat.png' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  const anybody = await open(link.replace(server.url, ''))
  await expect(anybody.getByRole('img', { name: 'tour-chat.png' })).toBeVisible()
  await expect(anybody.getByRole('button', { name: 'Add to my files' })).toHaveCount(0)
  const lou = await signUp('Lou')
  await lou.page.goto(link)
  await lou.page.getByRole('button', { name: 'Add to my files' }).click()
  await lou.page.getByRole('link', { name: 'It is among the files shared with you' }).click()
  await lou.page.getByRole('button', { name: 'Shared with me' }).click()
  await expect(lou.page.getByRole('figure').filter({ hasText: 'tour-chat.png' })).toBeVisible()
})

test('lists go on behind their first page', async ({ signUp, server }) => {
  const { page } = await signUp('Moe')
  const created = page.waitForRequest((r) => r.url().endsWith('/canvases'))
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  const { authorization = '' } = await (await created).allHeaders()
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  for (let i = 1; i <= 13; i++) {
    const data = { width: 10, height: 10, name: `number ${i}` }
    const made = await page.request.post(`${server.url}/api/v1/tools/graphics/canvases`, {
      headers: { Authorization: authorization },
      data,
    })
    expect(made.status()).toBe(201)
  }
  await page.goto(`${server.url}/dashboard`)
  const documents = page.getByRole('region', { name: 'Documents' })
  await expect(documents.getByRole('link')).toHaveCount(12)
  await documents.getByRole('button', { name: 'Show more' }).click()
  await expect(documents.getByRole('link')).toHaveCount(14)
  await expect(documents.getByRole('button', { name: 'Show more' })).toHaveCount(0)
})

test('a picture dropped into the chat goes onto the canvas', async ({ signUp }) => {
  const { page } = await signUp('Jon')
  await page.getByRole('link', { name: 'Chat' }).click()
  await page.getByRole('button', { name: 'a square card' }).click()
  await expect(page.getByText('How this was understood')).toHaveCount(1)
  const dropped = await transfer(page, { name: 'harbour.png', mimeType: 'image/png', buffer: await readFile(picture) })
  await page.getByRole('textbox', { name: 'Say what you want' }).dispatchEvent('drop', { dataTransfer: dropped })
  await page.getByRole('button', { name: 'Add to the picture' }).click()
  await expect(page.getByText('How this was understood')).toHaveCount(2)
  await expect(page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with 2 layers')
})

test.describe('bad files and bad lines', () => {
  test.use({ allowed: /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket/ })

  test('an empty file is refused with words', async ({ signUp }) => {
    const { page } = await signUp('Gus')
    await page.getByRole('link', { name: 'Files' }).click()
    await page.getByTestId('files').setInputFiles({ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) })
    await expect(page.getByRole('alert')).toHaveText('This file is empty: there is nothing to send.')
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  })

  test('a file that is not what its name says', async ({ signUp }) => {
    const { page } = await signUp('Hal')
    await page.getByRole('link', { name: 'Files' }).click()
    await page.getByTestId('files').setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from('<html>no</html>') })
    await expect(page.getByRole('alert')).toBeVisible()
  })

  test('the network is cut in the middle of an upload: it goes on by itself', async ({ signUp }) => {
    const { page, context } = await signUp('Ivy')
    await page.getByRole('link', { name: 'Files' }).click()
    const bytes = Buffer.alloc(20_000_000, 'line of text\n')
    let parts = 0
    await page.route(/\/blob\//, async (route) => {
      if (route.request().method() === 'PUT' && ++parts === 2) await context.setOffline(true)
      await route.continue().catch(() => {})
    })
    await page.getByTestId('files').setInputFiles({ name: 'long.txt', mimeType: 'text/plain', buffer: bytes })
    await expect(page.getByText('Offline: goes on by itself')).toBeVisible()
    await context.setOffline(false)
    await expect(page.getByText('Here', { exact: true })).toBeVisible({ timeout: 40_000 })
    expect(parts).toBeGreaterThan(2)
    await page.unroute(/\/blob\//)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download long.txt' }).click()
    expect((await readFile(await (await saved).path())).equals(bytes)).toBe(true)
  })
})
