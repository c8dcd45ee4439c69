import { expect, test } from './fixtures'

test('preferences go with the account: seen, changed, and the same after a reload and elsewhere', async ({ signUp, open }) => {
  const { page, email } = await signUp('Pre')
  await page.getByRole('link', { name: 'Pre' }).click()
  const saved = page.getByText('Saved.')
  const preferences = page.getByRole('region', { name: 'Preferences' })
  await expect(preferences.getByLabel('Region')).toHaveValue('en')
  await expect(preferences.getByLabel('Metric')).toBeChecked()
  await preferences.getByLabel('Region').selectOption({ label: 'German (Germany)' })
  await expect(saved).toHaveCount(1)
  await expect(preferences.getByText('31.12.2026, 18:30 · 1.234,5')).toBeVisible()
  await preferences.getByLabel('Imperial').check()
  await preferences.getByLabel('there is news of the product').check()
  await preferences.getByLabel('long work has ended').uncheck()
  await expect(saved).toHaveCount(4)
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.getByRole('link', { name: 'Files' }).click()
  await expect(page.getByText('0 Byte von')).toHaveCount(0) // its words stay English
  await expect(page.getByText('0 Byte of 10,7 GB used')).toBeVisible()

  const other = await open('/sign-in')
  await other.getByLabel('E-mail address').fill(email)
  await other.getByLabel('Password').fill('correct horse battery')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await other.getByRole('link', { name: 'Pre' }).click()
  await expect(other.getByLabel('Region')).toHaveValue('de-DE')
  await expect(other.getByLabel('Imperial')).toBeChecked()
  await expect(other.getByLabel('there is news of the product')).toBeChecked()
  await expect(other.getByLabel('long work has ended')).not.toBeChecked()
  await expect(other.getByLabel('somebody shares something with me')).toBeChecked()
  await expect(other.locator('html')).toHaveClass('dark')
})

test.describe('what the server refuses', () => {
  test.use({ allowed: /status of 4\d\d/ })

  test('a preference that cannot be saved is as it was, and that is said', async ({ signUp }) => {
    const { page } = await signUp('Prf')
    await page.getByRole('link', { name: 'Prf' }).click()
    await expect(page.getByLabel('Metric')).toBeChecked()
    const detail = 'Not now.'
    await page.route('**/users/me/preferences', (r) =>
      r.request().method() === 'PATCH' ? r.fulfill({ status: 429, json: { code: 'too_many', detail } }) : r.continue(),
    )
    await page.getByLabel('Imperial').click()
    await expect(page.getByText(detail)).toBeVisible()
    await expect(page.getByLabel('Metric')).toBeChecked()
  })

  test('another address: it is asked for with the password, and there once its code is entered', async ({ signUp, server }) => {
    const { page, email } = await signUp('Adr')
    const next = `new-${email}`
    await page.getByRole('link', { name: 'Adr' }).click()
    const profile = page.getByRole('region', { name: 'Profile' })
    await profile.getByRole('button', { name: 'Change address' }).click()
    await profile.getByLabel('New e-mail address').fill(next)
    await profile.getByLabel('Password').fill('something else')
    await profile.getByRole('button', { name: 'Send a code' }).click()
    await expect(profile.getByLabel('Password')).toHaveAccessibleDescription(/password/)
    await expect(profile.getByLabel('New e-mail address')).toHaveValue(next)
    await profile.getByLabel('Password').fill('correct horse battery')
    await profile.getByRole('button', { name: 'Send a code' }).click()
    await expect(profile.getByRole('status')).toContainText(`on its way to ${next}`)
    await expect(profile.getByText(email, { exact: true })).toBeVisible()
    await profile.getByRole('link', { name: 'Enter the code' }).click()
    await page.getByLabel('Code from the mail').fill(await server.mailed(next))
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('link', { name: 'Go on' }).click()
    await page.getByRole('link', { name: 'Adr' }).click()
    await expect(profile.getByText(next, { exact: true })).toBeVisible()
    await expect(profile.getByText('confirmed', { exact: false })).toBeVisible()
  })
})
