/** A server of its own for each run, people who signed up, and pages that may not complain. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, test as base, expect, type Page, type TestInfo } from '@playwright/test'

export interface Server {
  url: string
  /** stop ends it hard, start begins it again at the same address with the same data. */
  stop: () => Promise<void>
  start: () => Promise<void>
  /** mailed gives the latest code that was mailed to an address. */
  mailed: (email: string) => Promise<string>
}

const binary = process.env.AIO ?? '../bin/aio'

function launch(addr: string, data: string): Promise<[ChildProcess, string]> {
  const process = spawn(binary, ['serve', '--addr', addr, '--data', data, '--no-limits'], { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    process.on('exit', () => reject(new Error('the server ended')))
    createInterface({ input: process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /serving\s+(\S+)/.exec(line)
      if (found?.[1]) resolve([process, found[1]])
    })
  })
}

/** codeTo reads the outbox of a server as its owner may: with the secret in its data directory. */
async function codeTo(email: string, url: string, data: string): Promise<string> {
  const secret = (await readFile(join(data, 'inspector-secret'), 'utf8')).trim()
  for (let tries = 0; tries < 50; tries++) {
    const page = await (await fetch(`${url}/_local/mail`, { headers: { Authorization: `Bearer ${secret}` } })).text()
    const mails = page.split('<article').filter((m) => m.includes(email))
    const code = /mt_[A-Za-z0-9_-]{43}/.exec(mails.join())
    if (code) return code[0]
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail to ${email}`)
}

const ended = (p: ChildProcess) => new Promise<void>((resolve) => (p.exitCode === null ? p.on('exit', () => resolve()) : resolve()))

export interface Person {
  context: BrowserContext
  page: Page
  email: string
  /** For requests of the test's own, as this person. */
  headers: { Authorization: string }
}

let people = 0

/** What a page says on its console is an error of the test, except what a test expects. */
function listen(page: Page, complaints: string[], allowed: RegExp) {
  const note = (text: string) => {
    if (!allowed.test(text)) complaints.push(text)
  }
  page.on('console', (m) => m.type() === 'error' && note(`${m.text()} ${m.location().url}`))
  page.on('pageerror', (e) => note(e.stack ?? e.message))
}

export const test = base.extend<
  { signUp: (name: string) => Promise<Person>; open: (path: string) => Promise<Page>; allowed: RegExp },
  { server: Server }
>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), 'aio-e2e-'))
      let [process, url] = await launch('127.0.0.1:0', data)
      const addr = new URL(url).host
      await use({
        url,
        stop: async () => {
          process.kill('SIGKILL')
          await ended(process)
        },
        start: async () => {
          ;[process, url] = await launch(addr, data)
        },
        mailed: (email) => codeTo(email, url, data),
      })
      process.kill('SIGKILL')
      await ended(process)
      await rm(data, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  /** What pages may say on their console: nothing, if not told otherwise. */
  allowed: [/(?!)/, { option: true }],
  open: async ({ browser, server, allowed }, use) => {
    const complaints: string[] = []
    const contexts: BrowserContext[] = []
    await use(async (path) => {
      const context = await browser.newContext()
      contexts.push(context)
      const page = await context.newPage()
      listen(page, complaints, allowed)
      context.on('page', (p) => listen(p, complaints, allowed))
      await page.goto(server.url + path)
      return page
    })
    for (const c of contexts) await c.close()
    expect(complaints).toEqual([])
  },
  signUp: async ({ open }, use) => {
    await use(async (name) => {
      const page = await open('/sign-up')
      const email = `${name.toLowerCase()}-${++people}-${Date.now()}@example.org`
      await page.getByLabel('Your name').fill(name)
      await page.getByLabel('E-mail address').fill(email)
      await page.getByLabel('Password').fill('correct horse battery')
      const made = page.waitForResponse(/\/auth\/register$/)
      await page.getByRole('button', { name: 'Make account' }).click()
      const { accessToken } = (await (await made).json()) as { accessToken: string }
      await expect(page.getByRole('heading', { name: 'What shall it be?' })).toBeVisible()
      return { context: page.context(), page, email, headers: { Authorization: `Bearer ${accessToken}` } }
    })
  },
})

export { expect }

/** say sends a message and waits for its reply. */
export async function say(page: Page, text: string) {
  const replies = page.getByText('How this was understood')
  const before = await replies.count()
  await page.getByRole('textbox', { name: 'Say what you want' }).fill(text)
  await page.keyboard.press('Enter')
  await expect(replies).toHaveCount(before + 1)
}

/** picture is where a picture of a page goes: docs/screens when it is for the documents (make screens). */
export function picture(info: TestInfo, name: string): string {
  const screens = process.env.AIO_SCREENS
  return screens ? join(screens, `${name}.png`) : info.outputPath(`${name}.png`)
}
