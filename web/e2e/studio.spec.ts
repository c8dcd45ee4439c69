import { readFile } from 'node:fs/promises'
import type { Page, Request } from '@playwright/test'
import { expect, test } from './fixtures'
import { accessible, fits, plain, shownAt, transfer } from './helpers'

const white = [255, 255, 255]
const width = 1200 // of a blank canvas

/** blank opens a new canvas in the studio, and gives what calls of the API need. */
async function blank(page: Page) {
  const created = page.waitForRequest((r: Request) => r.url().endsWith('/canvases'))
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  const { authorization = '' } = await (await created).allHeaders()
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const call = async (method: string, path: string, data?: object) => {
    const answer = await page.request.fetch(path, { method, headers: { Authorization: authorization }, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer
  }
  return { id, call: (method: string, path: string, data?: object) => call(method, new URL(`/api/v1/${path}`, page.url()).href, data) }
}

const stage = (page: Page) => page.getByTestId('stage').getByRole('img')
const x = (page: Page) => page.getByLabel('X', { exact: true })
const looking = (page: Page) => page.getByText(/This is how it was/)

async function put(page: Page, value: string) {
  await x(page).fill(value)
  await page.keyboard.press('Enter')
}

test('how it was: looked at, left, and taken back to', async ({ signUp }, info) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Ned')
  await blank(page)
  await page.getByRole('button', { name: 'Add Rectangle' }).click()
  await put(page, '10')
  await put(page, '700')
  await page.getByLabel('Y', { exact: true }).fill('100')
  await page.getByRole('button', { name: 'Add Ellipse' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  // The third step: the rectangle at the left, no ellipse.
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('button', { name: /· 3$/ }).click()
  await expect(looking(page)).toContainText('after change 3 of')
  await expect(stage(page)).toHaveAccessibleName('Canvas with one layer')
  await expect.poll(() => shownAt(page, width, 20, 310)).toEqual([0x4f, 0x46, 0xe5])
  await expect(page.getByRole('button', { name: /· 3$/ })).toHaveAttribute('aria-current', 'true')
  await accessible(page, info, 'studio-past')

  // It can only be looked at, by hand and by keys.
  await expect(page.getByRole('button', { name: 'Add Rectangle' })).toHaveCount(0)
  const box = await stage(page).boundingBox()
  if (!box) throw new Error('no canvas')
  const at = (px: number, py: number) => [box.x + (px / width) * box.width, box.y + (py / width) * box.width] as const
  await page.mouse.move(...at(60, 310))
  await page.mouse.down()
  await page.mouse.move(...at(300, 310), { steps: 4 })
  await page.mouse.up()
  await page.getByRole('tab', { name: 'Design' }).click()
  await page.getByRole('button', { name: 'Rectangle', exact: true }).click()
  await page.keyboard.press('Delete')
  await page.keyboard.press('ArrowRight')
  await expect(x(page)).toHaveValue('10')
  await expect(x(page)).toBeDisabled()
  expect(await shownAt(page, width, 20, 310)).toEqual([0x4f, 0x46, 0xe5])

  // The file is of then, too.
  const exported = page.waitForResponse((r) => r.url().endsWith('/export'))
  await page.getByRole('button', { name: 'Export' }).click()
  expect((await (await exported).json()).seq).toBe(3)

  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(looking(page)).toHaveCount(0)
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await expect.poll(() => shownAt(page, width, 20, 310)).toEqual(white)
  await expect(x(page)).toHaveValue('700')

  // Taken back to it, by a change that can be undone.
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('button', { name: /· 3$/ }).click()
  await page.getByRole('button', { name: 'Restore this' }).click()
  await expect(looking(page)).toHaveCount(0)
  await expect(stage(page)).toHaveAccessibleName('Canvas with one layer')
  await expect.poll(() => shownAt(page, width, 20, 310)).toEqual([0x4f, 0x46, 0xe5])
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await expect.poll(() => shownAt(page, width, 20, 310)).toEqual(white)
})

test('more than one commit by hand can take is restored', async ({ signUp }) => {
  const { page } = await signUp('Oda')
  const { id, call } = await blank(page)
  const layer = (i: number) => {
    const props = { name: `r${i}`, x: i, y: 0, width: 1, height: 5, fill: '#ff0000' }
    return { op: 'create', id: `lay_${i}`, type: 'rectangle', parent: 'root', order: 'a0', props }
  }
  const all = Array.from({ length: 600 }, (_, i) => i)
  const parts = [all.slice(0, 500), all.slice(500)]
  const commit = (commitId: string, edits: object[]) => call('POST', `documents/${id}/commits`, { commitId, edits })
  for (const [i, part] of parts.entries()) await commit(`create_${i}`, part.map(layer))
  await expect(stage(page)).toHaveAccessibleName('Canvas with 600 layers')
  for (const [i, part] of parts.entries()) {
    const gone = part.map((n) => ({ op: 'delete', id: `lay_${n}` }))
    await commit(`delete_${i}`, gone)
  }
  await expect(stage(page)).toHaveAccessibleName('Canvas with 0 layers')
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('button', { name: /· 3$/ }).click()
  await expect(stage(page)).toHaveAccessibleName('Canvas with 600 layers')
  await page.getByRole('button', { name: 'Restore this' }).click()
  await expect(looking(page)).toHaveCount(0)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.reload()
  await expect(stage(page)).toHaveAccessibleName('Canvas with 600 layers')
})

test('what the browser cannot draw, the server does', async ({ signUp }, info) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Pia')
  const { id, call } = await blank(page)
  await page.getByRole('button', { name: 'Add Image' }).click()
  await page.getByTestId('pictures').setInputFiles(await plain(page, 'sea.png', '#0000ff', 200, 100))
  await expect(x(page)).toHaveValue('500')
  await expect.poll(() => shownAt(page, width, 600, 315)).toEqual([0, 0, 255])
  await expect(page.getByText('by the server')).toHaveCount(0)

  // The outer half of an outline: Fabric cuts it off where corners are round.
  await call('PATCH', `tools/graphics/canvases/${id}/layers/$last`, { radius: 20, stroke: 'red', strokeWidth: 40 })
  await expect(page.getByText('Rendered by the server')).toBeVisible()
  await expect.poll(() => shownAt(page, width, 490, 315)).toEqual([255, 0, 0])
  await accessible(page, info, 'studio-preview')

  // A change by hand shows at once, and then as the server draws it.
  await put(page, '100')
  await expect.poll(() => shownAt(page, width, 600, 315)).toEqual(white)
  await expect(page.getByText('Rendered by the server')).toBeVisible()
  await expect.poll(() => shownAt(page, width, 90, 315)).toEqual([255, 0, 0])

  // A picture that this browser cannot get any more, as long as the server has it.
  const files = await (await call('GET', 'artifacts?type=image')).json()
  expect(files.items.map((f: { name: string }) => f.name)).toEqual(['sea.png']) // the server's pictures are not kept
  await call('PATCH', `tools/graphics/canvases/${id}/layers/$last`, { strokeWidth: 0 })
  await expect(page.getByText('by the server')).toHaveCount(0)
})

test.describe('what is not there', () => {
  test.use({ allowed: /Failed to load resource/ })

  test('a picture in the trash is shown; one that is gone has a place', async ({ signUp }, info) => {
    const { page } = await signUp('Quin')
    const { call } = await blank(page)
    await page.getByRole('button', { name: 'Add Image' }).click()
    await page.getByTestId('pictures').setInputFiles(await plain(page, 'sea.png', '#0000ff', 200, 100))
    await expect(x(page)).toHaveValue('500')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const { items } = await (await call('GET', 'artifacts?type=image')).json()
    await call('DELETE', `artifacts/${items[0].id}`)
    await page.reload()
    await expect.poll(() => shownAt(page, width, 600, 315)).toEqual([0, 0, 255])
    await expect(page.getByText('by the server')).toHaveCount(0)
    await call('POST', `artifacts/${items[0].id}/purge`)
    await page.reload()
    await expect(page.getByText('Shown roughly. The file that an image layer shows cannot be used')).toBeVisible()
    await expect.poll(() => shownAt(page, width, 600, 315)).not.toEqual(white)
    await page.screenshot({ path: info.outputPath('gone.png') })
  })
})

test('pictures from files: picked, dropped, pasted', async ({ signUp }, info) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Rosa')
  await blank(page)
  const [sea, sun] = [await plain(page, 'sea.png', '#0000ff', 400, 100), await plain(page, 'sun.png', '#ffff00', 100, 100)]

  // Dropped: it lands around the place, in its proportions.
  const box = await stage(page).boundingBox()
  if (!box) throw new Error('no canvas')
  const [clientX, clientY] = [box.x + box.width / 4, box.y + box.height / 2]
  await stage(page).dispatchEvent('drop', { dataTransfer: await transfer(page, sea), clientX, clientY })
  await expect(page.getByLabel('Width', { exact: true })).toHaveValue('400')
  await expect(page.getByLabel('Height', { exact: true })).toHaveValue('100')
  expect(Math.abs(Number(await x(page).inputValue()) - 100)).toBeLessThanOrEqual(2)
  await expect.poll(() => shownAt(page, width, 300, 315)).toEqual([0, 0, 255])
  const left = Number(await x(page).inputValue())
  await expect.poll(() => shownAt(page, width, left, 265)).toEqual([0x4f, 0x46, 0xe5]) // it is chosen: its corner's handle
  await page.mouse.move(clientX, clientY)
  await page.mouse.down()
  await page.mouse.move(clientX, clientY - 50, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByLabel('Y', { exact: true })).not.toHaveValue('265')

  // Pasted: it lands in the middle.
  await page.evaluate(
    (clipboardData) => document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })),
    await transfer(page, sun),
  )
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await expect(x(page)).toHaveValue('550')
  await expect.poll(() => shownAt(page, width, 600, 315)).toEqual([255, 255, 0])

  // Picked among one's own, by the keyboard.
  await page.getByRole('button', { name: 'Add Image' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add a picture' })
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await expect(dialog.locator('img')).toHaveCount(2)
  await accessible(page, info, 'studio-picked')
  await dialog.getByRole('searchbox').fill('nothing like it')
  await expect(dialog.getByText('Nothing is like that.')).toBeVisible()
  await dialog.getByRole('searchbox').fill('sea')
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await dialog.getByRole('button', { name: 'sea.png' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(stage(page)).toHaveAccessibleName('Canvas with 3 layers')
  await expect(x(page)).toHaveValue('400')
})

test.describe('pictures that are refused', () => {
  test.use({ allowed: /Failed to load resource.*403/ })

  test('say why', async ({ signUp }) => {
    const { page } = await signUp('Sven')
    await blank(page)
    const drop = async (name: string, mimeType: string, buffer: Buffer) =>
      stage(page).dispatchEvent('drop', { dataTransfer: await transfer(page, { name, mimeType, buffer }) })
    await drop('notes.txt', 'text/plain', Buffer.from('hello'))
    await expect(page.getByText('notes.txt cannot go onto the canvas.')).toBeVisible()
    await drop('cat.png', 'image/png', Buffer.from('<html>no</html>'))
    await expect(page.getByText('cat.png cannot go onto the canvas.')).toBeVisible()
    await page.route('**/api/v1/uploads', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        json: { type: 'about:blank', title: 'Forbidden', status: 403, code: 'quota_exceeded', detail: 'No room is left for your files.' },
      }),
    )
    await drop('tour.png', 'image/png', await readFile('../docs/screens/tour-chat.png'))
    await expect(page.getByText('No room is left for your files.')).toBeVisible()
    await expect(page.getByRole('list', { name: 'Pictures on their way' })).toHaveCount(0)
    await expect(stage(page)).toHaveAccessibleName('Canvas with 0 layers')
  })
})

test('on a phone of 360 pixels, with the keyboard', async ({ signUp }, info) => {
  const { page } = await signUp('Tess')
  await page.setViewportSize({ width: 360, height: 740 })
  await blank(page)
  await page.getByRole('button', { name: 'Add Rectangle' }).press('Enter')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: 'Add Ellipse' })).toBeFocused()
  await page.keyboard.press('Enter')
  const layers = page.getByRole('region', { name: 'Layers' }).getByRole('listitem')
  await expect(layers).toHaveText(['Ellipse', 'Rectangle'])
  await page.getByRole('button', { name: 'Rectangle', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Bring Rectangle forward' }).press('Enter')
  await expect(layers).toHaveText(['Rectangle', 'Ellipse'])
  await page.getByRole('button', { name: 'Hide Rectangle' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Show Rectangle' })).toBeVisible()
  await fits(page, info, 'studio-layers')
  await page.getByRole('button', { name: 'Add Image' }).press('Enter')
  await expect(page.getByText('No pictures among your files yet.')).toBeVisible()
  await fits(page, info, 'studio-no-pictures')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Design' }).press('End')
  await expect(page.getByRole('tab', { name: 'History' })).toBeFocused()
  await page.getByRole('button', { name: /· 2$/ }).press('Enter')
  await expect(looking(page)).toBeVisible()
  await fits(page, info, 'studio-past')
  await page.getByRole('button', { name: 'Back to now' }).press('Enter')
  await expect(looking(page)).toHaveCount(0)
})
