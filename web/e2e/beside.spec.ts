import type { Page } from '@playwright/test'
import { expect, type Server, test } from './fixtures'
import { accessible } from './helpers'

async function verify(page: Page, server: Server, email: string) {
  await page.goto(`${server.url}/verify`)
  await page.getByLabel('Code').fill(await server.mailed(email))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('Your address is confirmed.')).toBeVisible()
}

test('people are invited by address, comment, name a version and restore it', async ({ signUp, server }, info) => {
  test.setTimeout(120_000)
  const { page } = await signUp('Ada')
  const bob = await signUp('Bob')
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await page.getByRole('button', { name: 'Add Rectangle' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Corner')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  const studio = page.url()

  // Bob is invited before he has proved to have the address: he sees nothing, then he does.
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByLabel('E-mail address').fill(bob.email)
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toContainText(bob.email)
  await accessible(page, info, 'share-people')
  await page.getByRole('button', { name: 'Close' }).first().click()
  await verify(bob.page, server, bob.email)
  await expect(async () => {
    await bob.page.goto(studio)
    await expect(bob.page.getByRole('button', { name: 'Corner', exact: true })).toBeVisible({ timeout: 2000 })
  }).toPass()
  await expect(page.getByRole('list', { name: 'Also here' })).toContainText('Bob')

  // They talk about a layer.
  await bob.page.getByRole('button', { name: 'Corner', exact: true }).click()
  await bob.page.getByRole('tab', { name: 'Comments' }).click()
  await bob.page.getByLabel('Say something about “Corner”').fill('Could this be bigger?')
  await bob.page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByRole('tab', { name: 'Comments' }).click()
  const threads = page.getByRole('list', { name: 'Comments' })
  await expect(threads).toContainText('Bob')
  await expect(threads).toContainText('Could this be bigger?')
  await threads.getByRole('button', { name: 'Reply' }).click()
  await threads.getByLabel('Reply').fill('Yes')
  await page.keyboard.press('Control+Enter')
  await expect(bob.page.getByRole('list', { name: 'Comments' })).toContainText('Yes')
  await threads.getByRole('button', { name: 'Resolve' }).click()
  await expect(bob.page.getByRole('button', { name: 'Show 1 resolved' })).toBeVisible()

  // A name for what it is now, then a change, then back: one change more, which can be undone.
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByLabel('Name of the version').fill('Small')
  await page.getByRole('button', { name: 'Name this version' }).click()
  await expect(page.getByRole('button', { name: /^Small/ })).toBeVisible()
  await bob.page.getByRole('tab', { name: 'Design' }).click()
  await bob.page.getByRole('button', { name: 'Delete Corner' }).click()
  await expect(page.getByRole('img', { name: /Canvas with/ })).toHaveAccessibleName('Canvas with 0 layers')
  await page.getByRole('button', { name: /^Small/ }).click()
  await expect(page.getByText(/This is how it was after change/)).toBeVisible()
  await expect(page.getByRole('img', { name: /Canvas with/ })).toHaveAccessibleName('Canvas with one layer')
  await page.getByRole('button', { name: 'Restore this' }).click()
  await expect(page.getByText(/This is how it was after change/)).toBeHidden()
  await expect(bob.page.getByRole('button', { name: 'Corner', exact: true })).toBeVisible()
  await expect(page.getByText('Restored an earlier version')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(bob.page.getByRole('button', { name: 'Corner', exact: true })).toBeHidden()

  // The invitation is revoked while he is there.
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await expect(bob.page.getByRole('heading', { name: 'The link was revoked' })).toBeVisible()
})
