import AxeBuilder from '@axe-core/playwright'
import type { JSHandle, Page, TestInfo } from '@playwright/test'
import { expect, picture } from './fixtures'

/** accessible checks a page as it is, in both themes, and keeps a picture of it. */
export async function accessible(page: Page, info: TestInfo, name: string) {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark')
    await page.waitForTimeout(200) // colours change over 150 ms
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([])
    await page.screenshot({ path: picture(info, `${name}-${theme}`) })
  }
}

/** fits checks that nothing is wider than a phone's 360 pixels, and keeps a picture of it. */
export async function fits(page: Page, info: TestInfo, name: string) {
  await page.screenshot({ path: picture(info, `${name}-360`) })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
}

export interface NamedFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** transfer is what a browser gives when files are dropped or pasted. */
export function transfer(page: Page, ...files: NamedFile[]): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer()
      for (const { name, type, base64 } of all) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
        transfer.items.add(new File([bytes], name, { type }))
      }
      return transfer
    },
    files.map((f) => ({ name: f.name, type: f.mimeType, base64: f.buffer.toString('base64') })),
  )
}

/** plain makes a PNG of one colour. */
export async function plain(page: Page, name: string, colour: string, width: number, height: number): Promise<NamedFile> {
  const base64 = await page.evaluate(
    ([fill, w, h]) => {
      const canvas = document.createElement('canvas')
      ;[canvas.width, canvas.height] = [w, h]
      const context = canvas.getContext('2d')
      if (context) context.fillStyle = fill
      context?.fillRect(0, 0, w, h)
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    },
    [colour, width, height] as const,
  )
  return { name, mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') }
}

/** shownAt reads the colour that the stage shows at a point of a canvas of a width. */
export function shownAt(page: Page, canvasWidth: number, x: number, y: number): Promise<number[]> {
  return page
    .getByTestId('stage')
    .locator('canvas.lower-canvas')
    .evaluate(
      (canvas, [w, px, py]) => {
        const scale = (canvas as HTMLCanvasElement).width / w
        const context = (canvas as HTMLCanvasElement).getContext('2d')
        return [...(context?.getImageData(Math.round(px * scale), Math.round(py * scale), 1, 1).data.slice(0, 3) ?? [])]
      },
      [canvasWidth, x, y] as const,
    )
}
