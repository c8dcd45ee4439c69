import { expect, test } from './fixtures'

const lost = /Failed to load resource|WebSocket connection|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/

test.describe('the connection', () => {
  test.use({ allowed: lost })

  test('offline and back: what was done meanwhile is kept, and sent once', async ({ signUp }) => {
    const { page, context } = await signUp('Ian')
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await page.getByRole('button', { name: 'Add Rectangle' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const other = await context.newPage()
    await other.goto(page.url())
    await expect(other.getByRole('button', { name: 'Rectangle', exact: true })).toBeVisible()
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Add Ellipse' }).click()
    await expect(page.getByRole('button', { name: 'Ellipse', exact: true })).toBeVisible()
    await context.setOffline(false)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await expect(other.getByRole('button', { name: 'Ellipse', exact: true })).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'Ellipse', exact: true })).toHaveCount(1)
  })

  test('the server is killed and starts again: nothing acknowledged is lost, and one goes on', async ({ signUp, server }) => {
    const { page } = await signUp('Ola')
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await page.getByRole('button', { name: 'Add Rectangle' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await server.stop()
    await expect(page.getByText('Offline')).toBeVisible()
    await page.getByRole('button', { name: 'Add Line' }).click()
    await expect(page.getByText('Saving…')).toBeVisible()
    await server.start()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible({ timeout: 40_000 })
    await page.reload()
    await expect(page.getByRole('button', { name: 'Rectangle', exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Line', exact: true })).toBeVisible()
  })

  test('an edit that was made while the server was away outlives the page', async ({ signUp, server }) => {
    const { page } = await signUp('Ned')
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await page.getByRole('button', { name: 'Add Rectangle' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const at = page.url()
    await server.stop()
    await page.getByRole('button', { name: 'Add Ellipse' }).click()
    await expect(page.getByText('Saving…')).toBeVisible()
    await page.goto('about:blank')
    await server.start()
    await page.goto(at)
    await expect(page.getByRole('button', { name: 'Ellipse', exact: true })).toHaveCount(1)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('button', { name: 'Ellipse', exact: true })).toHaveCount(1)
  })

  test('an edit that was made while the server was away arrives though its document is not opened again', async ({ signUp, server }) => {
    const { page } = await signUp('Nel')
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await page.getByRole('button', { name: 'Add Rectangle' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const id = page.url().split('/').at(-1)
    await server.stop()
    await page.getByRole('button', { name: 'Add Ellipse' }).click()
    await expect(page.getByText('Saving…')).toBeVisible()
    await page.goto('about:blank')
    await server.start()
    const signedIn = page.waitForResponse(/\/auth\/refresh$/)
    await page.goto(`${server.url}/dashboard`)
    const { accessToken } = (await (await signedIn).json()) as { accessToken: string }
    const read = () => page.request.get(`${server.url}/api/v1/documents/${id}`, { headers: { Authorization: `Bearer ${accessToken}` } })
    await expect.poll(async () => await (await read()).text()).toContain('"type":"ellipse"')
  })

  test('a message that was being sent when the page was closed is sent when it opens', async ({ signUp, server }) => {
    const { page } = await signUp('Una')
    await page.getByRole('link', { name: 'Chat' }).click()
    await expect(page.getByRole('link', { name: 'New conversation' })).toBeVisible()
    await server.stop()
    await page.getByRole('textbox', { name: 'Say what you want' }).fill('make a 300x200 card, teal')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Sending…')).toBeVisible()
    await server.start()
    await page.goto(`${server.url}/dashboard`)
    await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible()
    await page.getByRole('link', { name: 'Chat' }).click()
    const begun = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: /^make a 300x200/ })
    await expect(begun).toHaveCount(1)
    await begun.click()
    await expect(page.getByText('How this was understood')).toHaveCount(1)
  })
})

test('a change that the server refuses is taken back, with a reference, and what was written can be copied', async ({ signUp }) => {
  const { page, context } = await signUp('Rex')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.routeWebSocket(/\/ws/, (line) => {
    const server = line.connectToServer()
    line.onMessage((m) => {
      const { id, action } = JSON.parse(String(m)) as { id: string; action: string }
      if (action !== 'document.commit' || !String(m).includes('so many words')) return server.send(m)
      const body = { status: 422, code: 'invalid', title: 'No', detail: 'The server does not like it.', correlationId: 'req_refused' }
      line.send(JSON.stringify({ re: id, status: 422, body }))
    })
  })
  await page.reload()
  await page.getByRole('button', { name: 'Blank canvas' }).click()
  await page.getByRole('button', { name: 'Add Text' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  const before = await text.inputValue()
  await text.fill('so many words')
  await text.press('Tab')
  await expect(page.getByText('A change of yours was taken back: The server does not like it.')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Reference req_refused/ })).toBeVisible()
  await expect(text).toHaveValue(before)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Copy what you wrote' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('so many words')
})

for (const [what, script] of [
  ['is full', "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"],
  [
    'is switched off',
    "Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('denied', 'SecurityError') } })",
  ],
]) {
  test(`a browser whose storage ${what} works, and says what that means`, async ({ open }) => {
    const page = await open('/sign-up')
    await page.addInitScript(script as string)
    await page.reload()
    await page.getByLabel('E-mail address').fill(`storage-${Date.now()}@example.org`)
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Make account' }).click()
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await page.getByRole('button', { name: 'Add Rectangle' }).click()
    await expect(page.getByText('This browser keeps nothing for this page')).toHaveCount(1)
    await page.getByRole('button', { name: 'Add Ellipse' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await expect(page.getByText('This browser keeps nothing for this page')).toHaveCount(1)
  })
}

test("a draft stays over a reload, and is nobody else's", async ({ signUp }) => {
  const { page } = await signUp('Lea')
  const box = page.getByRole('textbox', { name: 'Say what you want' })
  await page.getByRole('link', { name: 'Chat' }).click()
  await box.fill('make a')
  await page.reload()
  await expect(box).toHaveValue('make a')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'No account yet?' }).click()
  await page.getByLabel('E-mail address').fill(`other-${Date.now()}@example.org`)
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Make account' }).click()
  await page.getByRole('link', { name: 'Chat' }).click()
  await expect(box).toHaveValue('')
})

test('two tabs: signing out in one ends the other', async ({ signUp }) => {
  const { page, context } = await signUp('Max')
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('heading', { name: 'What shall it be?' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible()
})

test.describe('refusals', () => {
  test.use({ allowed: /status of 4\d\d/ })

  test('a wrong password is said, and what was typed stays', async ({ signUp, open }) => {
    const { email } = await signUp('Pia')
    const page = await open('/sign-in')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill('something else')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Reference req_/ })).toBeVisible()
    await expect(page.getByLabel('E-mail address')).toHaveValue(email)
  })

  test('an expired session asks to sign in, and goes on where one was', async ({ signUp }) => {
    const { page, context, email } = await signUp('Rob')
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
    const at = page.url()
    await context.clearCookies()
    await page.reload()
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
    expect(page.url()).toBe(at)
  })

  test('a document that is not there', async ({ signUp }) => {
    const { page } = await signUp('Tom')
    await page.goto(new URL('/tools/graphics/doc_01NOTHING', page.url()).href)
    await expect(page.getByRole('heading', { name: 'There is no such document' })).toBeVisible()
  })

  test('a link that is none', async ({ signUp }) => {
    const { page } = await signUp('Ute')
    await page.goto(new URL('/open#nonsense', page.url()).href)
    await expect(page.getByRole('heading', { name: 'This link does not open' })).toBeVisible()
  })
})

test.describe('what is asked for at that moment', () => {
  test.use({ allowed: /Failed to load resource.*\/people/ })

  test('a document that is deleted while it is open', async ({ signUp, server }) => {
    const { page } = await signUp('Ann')
    const created = page.waitForResponse((r) => r.url().endsWith('/canvases'))
    await page.getByRole('button', { name: 'Blank canvas' }).click()
    const headers = await (await created).request().allHeaders()
    await expect(page.getByRole('heading', { name: 'Layers' })).toBeVisible()
    const id = page.url().split('/').at(-1)
    const gone = await page.request.delete(`${server.url}/api/v1/documents/${id}`, {
      headers: { Authorization: headers.authorization ?? '' },
    })
    expect(gone.status()).toBe(204)
    await expect(page.getByRole('heading', { name: 'This document was deleted' })).toBeVisible()
  })
})
