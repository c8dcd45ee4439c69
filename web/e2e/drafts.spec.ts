import { expect, type Person, test } from './fixtures'

/** shared opens a canvas with one rectangle for two people. */
async function shared(a: Person, b: Person) {
  await a.page.getByRole('button', { name: 'Blank canvas' }).click()
  await a.page.getByRole('button', { name: 'Add Rectangle' }).click()
  await expect(a.page.getByText('Saved', { exact: true })).toBeVisible()
  await a.page.getByRole('button', { name: 'Share' }).click()
  await a.page.getByRole('button', { name: 'Make a link' }).click()
  await b.page.goto(await a.page.getByLabel('Link', { exact: true }).inputValue())
  await a.page.keyboard.press('Escape')
  await b.page.getByRole('button', { name: 'Rectangle', exact: true }).click()
}

test('what one types is not lost by what others do, nor by another tab', async ({ signUp }) => {
  test.setTimeout(120_000)
  const [{ page }, bob] = [await signUp('Ada'), await signUp('Bob')]
  await shared({ page } as Person, bob)
  const other = bob.page
  const tab = (name: string) => page.getByRole('tab', { name }).click()

  // A property: it is set over theirs when one leaves the field.
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Corner')
  await other.getByLabel('Name', { exact: true }).fill('Edge')
  await other.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Edge', exact: true })).toBeVisible()
  await expect(name).toHaveValue('Corner')
  await page.getByTestId('stage').click({ position: { x: 5, y: 5 } }) // nothing is chosen any more
  await expect(page.getByRole('button', { name: 'Corner', exact: true })).toBeVisible()

  // Comments, replies and a version's name.
  await tab('Comments')
  await other.getByRole('tab', { name: 'Comments' }).click()
  await page.getByLabel('Say something about this').fill('Half a thou')
  await other.getByLabel('Say something about “Corner”').fill('Larger?')
  await other.getByRole('button', { name: 'Comment', exact: true }).click()
  const threads = page.getByRole('list', { name: 'Comments' })
  await threads.getByRole('button', { name: 'Reply' }).click()
  await threads.getByLabel('Reply').fill('Half a rep')
  await other.getByRole('button', { name: 'Resolve' }).click()
  await expect(page.getByText('Resolved by Bob')).toBeVisible()
  await tab('History')
  await page.getByLabel('Name of the version').fill('Half a na')
  await other.getByRole('tab', { name: 'History' }).click()
  await other.getByLabel('Name of the version').fill('First')
  await other.getByRole('button', { name: 'Name this version' }).click()
  await expect(other.getByLabel('Name of the version')).toHaveValue('')
  await expect(page.getByRole('button', { name: /^First/ })).toBeVisible()
  await expect(page.getByLabel('Name of the version')).toHaveValue('Half a na')
  await tab('Design')
  await tab('History')
  await expect(page.getByLabel('Name of the version')).toHaveValue('Half a na')
  await tab('Comments')
  await expect(page.getByLabel('Say something about this')).toHaveValue('Half a thou')
  await expect(threads.getByLabel('Reply')).toHaveValue('Half a rep')
})

test('how it was stays what is looked at, and the present is not looked back at', async ({ signUp }) => {
  const [{ page }, bob] = [await signUp('Eda'), await signUp('Bob')]
  await shared({ page } as Person, bob)
  const looking = page.getByText(/This is how it was/)
  const stage = page.getByRole('img', { name: /Canvas with/ })
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('button', { name: /· 2$/ }).click() // the last one
  await bob.page.getByRole('button', { name: 'Add Ellipse' }).click()
  await expect(stage).toHaveAccessibleName('Canvas with 2 layers')
  await expect(looking).toHaveCount(0)
  await page.getByRole('button', { name: /· 2$/ }).click()
  await expect(looking).toContainText('after change 2 of 3')
  await bob.page.getByRole('button', { name: 'Add Line' }).click()
  await expect(looking).toContainText('after change 2 of 4')
  await expect(stage).toHaveAccessibleName('Canvas with one layer')
  await page.getByRole('button', { name: 'Restore this' }).click()
  await expect(looking).toHaveCount(0)
  await expect(bob.page.getByRole('img', { name: /Canvas with/ })).toHaveAccessibleName('Canvas with one layer')
})

test('dialogs: Escape closes, the focus goes back, and notices are over them', async ({ signUp, server }) => {
  const { page } = await signUp('Dia')
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  const share = page.getByRole('button', { name: 'Share' })
  await share.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByLabel('E-mail address').fill('bob@example.org')
  await page.keyboard.press('Enter')
  const notice = page.getByText('bob@example.org finds it among')
  await expect(notice).toBeVisible()
  const over = await notice.evaluate((e) => {
    const { x, y, width, height } = e.getBoundingClientRect()
    return e.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  })
  expect(over).toBe(true)
  await dialog.getByRole('button', { name: 'Close' }).last().click() // the notice's
  await expect(notice).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(share).toBeFocused()
  await page.getByRole('button', { name: 'Add Image' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Add Image' })).toBeFocused()
  await page.goto(`${server.url}/chat`)
  const box = page.getByRole('textbox', { name: 'Say what you want' })
  await box.fill('half a thou')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(box).toBeFocused()
})
