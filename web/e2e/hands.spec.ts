import type { Page, Request } from '@playwright/test'
import { expect, type Person, test } from './fixtures'
import { shownAt } from './helpers'

const width = 1200 // of a blank canvas

interface Layer {
  id: string
  type: string
  props: Record<string, unknown>
}

/** blank opens a new canvas; layers reads what is on it from the server, change commits to it as others would. */
async function blank({ page, headers }: Person) {
  const created = page.waitForRequest((r: Request) => r.url().endsWith('/canvases'))
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await created
  await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
  const path = `/api/v1/documents/${new URL(page.url()).pathname.split('/').at(-1)}`
  const url = (rest: string) => new URL(path + rest, page.url()).href
  let commits = 0
  return {
    layers: async () => {
      const { state } = (await (await page.request.get(url(''), { headers })).json()) as { state: { objects: Layer[] } }
      return state.objects.filter((o) => o.id !== 'root')
    },
    change: async (...edits: object[]) => {
      const answer = await page.request.post(url('/commits'), { headers, data: { commitId: `others_${++commits}`, edits } })
      expect(answer.ok(), await answer.text()).toBe(true)
    },
  }
}

const stage = (page: Page) => page.getByTestId('stage').getByRole('img')
const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeVisible()

/** at gives the place in the window of a point of the canvas. */
async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await stage(page).boundingBox()
  if (!box) throw new Error('no canvas')
  return [box.x + (x / width) * box.width, box.y + (y / width) * box.width]
}

async function drag(page: Page, from: [number, number], to: [number, number]) {
  await page.mouse.move(...(await at(page, ...from)))
  await page.mouse.down()
  await page.mouse.move(...(await at(page, ...to)), { steps: 8 })
}

/** near allows for the pixels of the window, which are coarser than the canvas's. */
const near = (value: unknown, wanted: number) => expect(Math.abs(Number(value) - wanted)).toBeLessThan(4)

test('by hand on the canvas: dragged, resized, written in, undone', async ({ signUp }) => {
  test.setTimeout(120_000)
  const ann = await signUp('Ann')
  const { page } = ann
  const { layers } = await blank(ann)
  const props = async (i = 0) => (await layers())[i]?.props ?? {}

  // What is added is chosen, also when the server has it.
  await page.getByRole('button', { name: 'Add Rectangle' }).click()
  await saved(page)
  const row = page.getByRole('button', { name: 'Rectangle', exact: true })
  await expect(row).toHaveAttribute('aria-pressed', 'true')
  const before = (await props()) as { x: number; y: number; width: number; height: number }
  const middle: [number, number] = [before.x + before.width / 2, before.y + before.height / 2]

  await drag(page, middle, [middle[0] - 200, middle[1] - 100])
  await page.mouse.up()
  await expect.poll(async () => (await props()).x).not.toBe(before.x)
  const moved = (await props()) as typeof before
  near(moved.x, before.x - 200)
  near(moved.y, before.y - 100)
  expect(moved.width).toBe(before.width)

  // By the handle at its lower right corner.
  const corner: [number, number] = [moved.x + moved.width, moved.y + moved.height]
  await drag(page, corner, [corner[0] + 60, corner[1] + 40])
  await page.mouse.up()
  await expect.poll(async () => (await props()).width).not.toBe(before.width)
  const sized = (await props()) as typeof before
  near(sized.width, before.width + 60)
  near(sized.height, before.height + 40)
  near(sized.x, moved.x)
  near(sized.y, moved.y)

  // A text is written in place; it stays where it begins.
  await page.getByRole('button', { name: 'Add Text' }).click()
  await saved(page)
  const text = async () => (await layers()).find((l) => l.type === 'text')?.props ?? {}
  const { x, y, fontSize } = (await text()) as { x: number; y: number; fontSize: number }
  await page.mouse.dblclick(...(await at(page, x + fontSize / 2, y + fontSize / 2)))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Launch')
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await text()).text).toBe('Launch')
  expect((await text()).x).toBe(x)

  // One step each.
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.click()
  await expect.poll(async () => (await text()).text).toBe('Text')
  await undo.click()
  await expect.poll(async () => (await layers()).length).toBe(1)
  await undo.click()
  await expect.poll(props).toMatchObject(moved)
  await undo.click()
  await expect.poll(props).toMatchObject(before)
  await expect(page.getByLabel('X', { exact: true })).toHaveCount(0)
  await row.click()
  await expect(page.getByLabel('X', { exact: true })).toHaveValue(String(before.x))
})

/** write begins to write in the text on the canvas. */
async function write(page: Page, typed: string) {
  await page.mouse.dblclick(...(await at(page, 110, 110)))
  await page.keyboard.press('End')
  await page.keyboard.type(typed)
}

const title = { op: 'create', id: 'lay_title', type: 'text', parent: 'root', order: 'a0' }
const titleProps = { name: 'Title', text: 'Text', x: 100, y: 80, fontSize: 80, fill: '#17171f' }

test('what one writes on the canvas outlives what others do to it', async ({ signUp }) => {
  test.setTimeout(120_000)
  const bea = await signUp('Bea')
  const { page } = bea
  const { layers, change } = await blank(bea)
  const text = async () => (await layers()).find((l) => l.id === 'lay_title')?.props ?? {}
  await change({ ...title, props: titleProps })
  await expect(stage(page)).toHaveAccessibleName('Canvas with one layer')

  // Others move it, and write in it: what was written last stays, the rest is theirs.
  await write(page, ' by me')
  await change({ op: 'set', id: 'lay_title', props: { y: 90, text: 'Theirs' } })
  await change({
    ...title,
    id: 'lay_other',
    type: 'rectangle',
    order: 'a1',
    props: { name: 'Other', x: 900, y: 400, width: 50, height: 50, fill: '#ff0000' },
  })
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await page.keyboard.type('!')
  await page.getByRole('tab', { name: 'History' }).click() // anywhere else
  await expect.poll(text).toMatchObject({ text: 'Text by me!', x: 100, y: 90 })

  // Nothing was written: it is as others made it, on the canvas, too.
  await write(page, '')
  await change({ op: 'set', id: 'lay_title', props: { text: 'Once more theirs' } })
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Design' }).click()
  await page.getByRole('button', { name: 'Title', exact: true }).click()
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('Once more theirs')
  await expect.poll(text).toMatchObject({ text: 'Once more theirs' })

  // It is deleted under one's hands.
  await write(page, ', and mine')
  await change({ op: 'delete', id: 'lay_title' })
  await expect(page.getByText('Somebody deleted the text you were writing.')).toBeVisible()
  await expect.poll(async () => (await layers()).map((l) => l.props.text)).toContain('Once more theirs, and mine')

  // The page is left in the middle of a word.
  await write(page, '?')
  await page.reload()
  await expect.poll(async () => (await layers()).map((l) => l.props.text)).toContain('Once more theirs, and mine?')
})

test('what one drags is deleted by somebody else: it is gone, with words', async ({ signUp }) => {
  const cid = await signUp('Cid')
  const { page } = cid
  const { layers, change } = await blank(cid)
  const box = { type: 'rectangle', parent: 'root', op: 'create' }
  const props = { name: 'Box', x: 100, y: 100, width: 200, height: 200, fill: '#ff0000' }
  await change({ ...box, id: 'lay_1', order: 'a0', props }, { ...box, id: 'lay_2', order: 'a1', props: { ...props, name: 'Two', x: 500 } })
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await drag(page, [200, 200], [300, 300])
  await change({ op: 'delete', id: 'lay_1' })
  await expect(stage(page)).toHaveAccessibleName('Canvas with one layer')
  await page.mouse.move(...(await at(page, 320, 320)), { steps: 3 })
  await page.mouse.up()
  await expect(page.getByText('Somebody deleted what you were changing.')).toBeVisible()
  await saved(page)
  await expect.poll(() => shownAt(page, width, 300, 300)).toEqual([255, 255, 255])

  // One of two that are dragged together: the other is moved.
  await change({ ...box, id: 'lay_3', order: 'a2', props: { ...props, name: 'Three', x: 800 } })
  await expect(stage(page)).toHaveAccessibleName('Canvas with 2 layers')
  await page.getByRole('button', { name: 'Two', exact: true }).click()
  await page.getByRole('button', { name: 'Three', exact: true }).click({ modifiers: ['Shift'] })
  await drag(page, [600, 200], [600, 300])
  await change({ op: 'delete', id: 'lay_3' })
  await expect(stage(page)).toHaveAccessibleName('Canvas with one layer')
  await page.mouse.up()
  await expect.poll(async () => Math.abs(Number((await layers())[0]?.props.y) - 200) < 4).toBe(true)
})
