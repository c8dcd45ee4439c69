/** How many frames a second a hand sees while it drags something among many layers. */
import { expect, test } from '../fixtures'
import { canvasWith, signIn } from './made'
import { frames, note, perSecond, runs, slow } from './measure'

const layers = 200
const dragMs = 3000
const held = 'Layer 198' // a rectangle that nothing is in front of

test('dragging among 200 layers', async ({ signUp, server }, info) => {
  const { page, email } = await signUp('Draggy')
  const doc = await canvasWith(page.request, await signIn(page.request, server.url, email), layers)
  await page.goto(`${server.url}/tools/graphics/${doc}`)
  await expect(page.getByTestId('stage').getByRole('img')).toHaveAccessibleName(`Canvas with ${layers} layers`)
  await page.getByRole('button', { name: held, exact: true }).click()
  const canvas = page.getByTestId('stage').locator('canvas').last()
  for (let i = 0; i < runs; i++) {
    for (const times of [1, 4]) {
      const session = await slow(page, times)
      const box = await canvas.boundingBox()
      if (!box) throw new Error('there is no stage')
      const x = page.getByLabel('X', { exact: true })
      const before = Number(await x.inputValue())
      const scale = box.width / 1200
      const y = Number(await page.getByLabel('Y', { exact: true }).inputValue())
      const at = (dx: number, dy: number) => [box.x + (before + 25 + dx) * scale, box.y + (y + 25 + dy) * scale] as const
      await page.mouse.move(...at(0, 0))
      await page.mouse.down()
      const f = await frames(page, async () => {
        for (const begun = Date.now(); Date.now() - begun < dragMs; ) {
          const turn = ((Date.now() - begun) / 1000) * Math.PI
          await page.mouse.move(...at(-200 + 150 * Math.cos(turn), -200 + 150 * Math.sin(turn)))
        }
      })
      await page.mouse.move(...at(-30, 0))
      await page.mouse.up()
      await expect(x).not.toHaveValue(String(before)) // it was in the hand
      const how = times > 1 ? `, processor ${times} times slower` : ''
      const target = times === 1 ? ({ sign: '≥', bound: 30 } as const) : undefined
      note(info, { what: `dragging among ${layers} layers${how}`, value: perSecond(f), unit: 'frames/s', target })
      note(info, { what: `of it the longest time between two frames${how}`, value: f.slowest, unit: 'ms' })
      await session.detach()
    }
  }
})
