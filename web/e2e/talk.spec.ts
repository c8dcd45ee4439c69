import type { Page } from '@playwright/test'
import { expect, type Person, type Server, say, test } from './fixtures'
import { accessible, fits, shownAt } from './helpers'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Say what you want' })
const thread = (page: Page) => page.getByRole('region', { name: 'Conversation', exact: true })

/** begin has somebody make a banner in a new conversation, and gives its address. */
async function begin({ page }: Person): Promise<string> {
  await page.getByRole('link', { name: 'Chat' }).click()
  await say(page, 'make a 1200x630 banner, navy, title Launch Day')
  await expect(page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with one layer')
  return page.url()
}

/** link makes a link to the conversation that is open. */
async function link(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const made = await page.getByLabel('Link', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Close' }).first().click()
  return made
}

async function verify({ page, email }: Person, server: Server) {
  await page.goto(`${server.url}/verify`)
  await page.getByLabel('Code').fill(await server.mailed(email))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('Your address is confirmed.')).toBeVisible()
}

/** reddish counts the stage's red points, as a red title has. */
const reddish = (page: Page) =>
  page
    .getByTestId('stage')
    .locator('canvas.lower-canvas')
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      let found = 0
      for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) > 200 && (data[i + 1] ?? 0) < 60 && (data[i + 2] ?? 0) < 60) found++
      return found
    })

test('two people talk in a conversation, until its owner ends that', async ({ signUp }, info) => {
  test.setTimeout(240_000)
  const ada = await signUp('Ada')
  const bob = await signUp('Bob')
  await begin(ada)
  const made = await link(ada.page)
  expect(made).toContain('/open/chat#')

  // Bob sees what was said, by whom, and the picture.
  await bob.page.goto(made)
  await expect(bob.page).toHaveURL(/\/chat\/cnv_/)
  await expect(thread(bob.page).getByText('make a 1200x630 banner')).toBeVisible()
  await expect(thread(bob.page).getByText('Ada', { exact: true })).toBeVisible()
  await expect(bob.page.getByText('Ada shares this with you')).toBeVisible()
  await expect(bob.page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with one layer')
  await expect.poll(() => shownAt(bob.page, 1200, 20, 600)).toEqual([0, 0, 128])
  expect(await reddish(ada.page)).toBe(0)

  // What he says is with Ada at once, with his name, once; and so is what it does.
  await say(bob.page, 'make the title red')
  await expect(thread(ada.page).getByText('make the title red')).toHaveCount(1)
  await expect(thread(ada.page).getByText('Bob', { exact: true })).toBeVisible()
  await expect(thread(ada.page).getByText('How this was understood')).toHaveCount(2)
  await expect(thread(bob.page).getByText('make the title red')).toHaveCount(1)
  await expect(thread(bob.page).getByText('How this was understood')).toHaveCount(2)
  await expect.poll(() => reddish(ada.page)).toBeGreaterThan(100)
  await accessible(ada.page, info, 'talk-owner')
  await accessible(bob.page, info, 'talk-editor')
  await ada.page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(ada.page.getByText('What was made in it, documents and files, is shared with it.')).toBeVisible()
  await accessible(ada.page, info, 'talk-share')

  // It ends while he writes: he is told, and keeps what he has typed, over a reload, too.
  await composer(bob.page).fill('and now a very long thought')
  await ada.page.getByRole('button', { name: 'Revoke' }).click()
  await expect(bob.page.getByRole('heading', { name: 'This conversation is no longer shared with you' })).toBeVisible()
  await expect(bob.page.getByLabel('What you had typed')).toHaveValue('and now a very long thought')
  await expect(bob.page.getByText('make the title red')).toBeHidden()
  await accessible(bob.page, info, 'talk-revoked')
  await bob.page.reload()
  await expect(bob.page.getByRole('heading', { name: 'This conversation is not here' })).toBeVisible()
  await expect(bob.page.getByLabel('What you had typed')).toHaveValue('and now a very long thought')
  await accessible(bob.page, info, 'talk-missing')
  await bob.page.setViewportSize({ width: 360, height: 740 })
  await fits(bob.page, info, 'talk-missing')
  await bob.page.getByRole('button', { name: 'Drop it' }).click()
  await expect(bob.page.getByLabel('What you had typed')).toBeHidden()
})

test('who was invited to read reads, and can leave', async ({ signUp, server }, info) => {
  test.setTimeout(240_000)
  const ada = await signUp('Ada')
  const bob = await signUp('Bob')
  await verify(bob, server)
  const at = await begin(ada)
  await ada.page.getByRole('button', { name: 'Share', exact: true }).click()
  await ada.page.getByLabel('What they may do').selectOption('viewer')
  await ada.page.getByLabel('E-mail address').fill(bob.email)
  await ada.page.getByRole('button', { name: 'Invite' }).click()
  await expect(ada.page.getByRole('dialog').getByText(bob.email, { exact: true })).toBeVisible()
  await ada.page.setViewportSize({ width: 360, height: 740 })
  await fits(ada.page, info, 'talk-share')
  await ada.page.keyboard.press('Escape')
  await fits(ada.page, info, 'talk-owner')

  // Bob finds it among what is shared with him, and reads what is said from then on, too.
  await expect(async () => {
    await bob.page.goto(`${server.url}/chat`)
    await bob.page.getByRole('region', { name: 'Shared with you' }).getByRole('link').click({ timeout: 2000 })
  }).toPass()
  await expect(bob.page).toHaveURL(at)
  await expect(bob.page.getByText('You may read this conversation. To say something in it, too, ask Ada.')).toBeVisible()
  await expect(composer(bob.page)).toBeHidden()
  await say(ada.page, 'make the title red')
  await expect(thread(bob.page).getByText('make the title red')).toHaveCount(1)
  await expect.poll(() => reddish(bob.page)).toBeGreaterThan(100)
  await accessible(bob.page, info, 'talk-viewer')
  await bob.page.setViewportSize({ width: 360, height: 740 })
  await fits(bob.page, info, 'talk-viewer')
  await bob.page.getByRole('button', { name: 'Conversations' }).click()
  await fits(bob.page, info, 'talk-list')

  // He gives it up.
  bob.page.on('dialog', (d) => void d.accept())
  await bob.page.getByRole('button', { name: /^Leave/ }).click()
  await expect(bob.page.getByRole('region', { name: 'Shared with you' })).toBeHidden()
  await bob.page.goto(at)
  await expect(bob.page.getByRole('heading', { name: 'This conversation is not here' })).toBeVisible()
})

test('a conversation is deleted while somebody has it open, and a document is left', async ({ signUp, server }, info) => {
  test.setTimeout(120_000)
  const ada = await signUp('Ada')
  const bob = await signUp('Bob')
  await begin(ada)
  await bob.page.goto(await link(ada.page))
  await expect(thread(bob.page).getByText('make a 1200x630 banner')).toBeVisible()
  await expect(bob.page.getByTestId('stage').getByRole('img')).toHaveAccessibleName('Canvas with one layer')
  ada.page.on('dialog', (d) => void d.accept())
  await ada.page.getByRole('button', { name: /^Delete make a/ }).click()
  await expect(bob.page.getByRole('heading', { name: 'This conversation was deleted' })).toBeVisible()
  await accessible(bob.page, info, 'talk-deleted')

  await ada.page.goto(`${server.url}/dashboard`)
  await ada.page.getByRole('region', { name: 'Documents' }).getByRole('link').click()
  await bob.page.goto(await link(ada.page))
  await expect(bob.page.getByRole('img', { name: /Canvas with/ })).toBeVisible()
  await bob.page.goto(`${server.url}/dashboard`)
  const leave = bob.page.getByRole('button', { name: /^Leave/ })
  await expect(leave).toBeVisible()
  await accessible(bob.page, info, 'dashboard-shared')
  bob.page.on('dialog', (d) => void d.accept())
  await leave.click()
  await expect(leave).toBeHidden()
})

test.describe('a link to a conversation that has ended', () => {
  test.use({ allowed: /status of 404/ })

  test('says so', async ({ signUp, server }, info) => {
    const { page } = await signUp('Cleo')
    await page.goto(`${server.url}/open/chat#nothing`)
    await expect(page.getByRole('heading', { name: 'This link does not open' })).toBeVisible()
    await accessible(page, info, 'talk-link-ended')
  })
})

test('who may only read by now is told so, and keeps what was typed', async ({ signUp, server }) => {
  const ada = await signUp('Ada')
  const bob = await signUp('Bob')
  await begin(ada)
  await bob.page.goto(await link(ada.page))
  await expect(thread(bob.page).getByText('make a 1200x630 banner')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Share', exact: true }).click()
  await ada.page.getByLabel('What the link allows').selectOption('viewer')
  await ada.page.getByRole('button', { name: 'Make a link' }).click()
  const token = new URL(await ada.page.getByLabel('Link', { exact: true }).inputValue()).hash.slice(1)

  // Of two links the last one counts; he takes the other one elsewhere.
  const taken = await bob.page.request.post(`${server.url}/api/v1/chat/accept`, { headers: bob.headers, data: { token } })
  expect(taken.ok()).toBe(true)
  await composer(bob.page).fill('make the title red')
  await bob.page.keyboard.press('Enter')
  await expect(bob.page.getByText('You may read this conversation. To say something')).toBeVisible()
  await expect(bob.page.getByLabel('What you had typed')).toHaveValue('make the title red')
})
