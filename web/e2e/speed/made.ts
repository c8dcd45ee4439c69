/** Documents and conversations to measure with, made by the API. */
import type { APIRequestContext } from '@playwright/test'

export interface Account {
  url: string
  token: string
}

/** signIn takes a token for an account that was made on a page. */
export async function signIn(request: APIRequestContext, url: string, email: string): Promise<Account> {
  const res = await request.post(`${url}/api/v1/auth/login`, { data: { email, password: 'correct horse battery' } })
  return { url, token: ((await res.json()) as { accessToken: string }).accessToken }
}

async function post<T>(request: APIRequestContext, who: Account, path: string, data: object): Promise<T> {
  const res = await request.post(who.url + path, { data, headers: { Authorization: `Bearer ${who.token}` } })
  if (!res.ok()) throw new Error(`${path}: ${res.status()} ${await res.text()}`)
  return (await res.json()) as T
}

const colours = ['#4f46e5', '#b42318', '#067647', '#175cd3', '#93370d', '#c11574']

/** canvasWith makes a canvas of 1200x630 with so many layers, each third a text, and gives its document. */
export async function canvasWith(request: APIRequestContext, who: Account, layers: number): Promise<string> {
  const { id } = await post<{ id: string }>(request, who, '/api/v1/tools/graphics/canvases', { width: 1200, height: 630 })
  const edits = Array.from({ length: layers }, (_, i) => {
    const type = (['rectangle', 'ellipse', 'text'] as const)[i % 3] ?? 'rectangle'
    const [x, y] = [(i % 20) * 58 + 4, Math.floor(i / 20) * 60 + 4]
    const shape = type === 'text' ? { text: `Layer ${i}`, fontSize: 14 } : { width: 50, height: 50 }
    const order = `a${String.fromCharCode(65 + Math.floor(i / 26))}${String.fromCharCode(97 + (i % 26))}` // all different, and in order
    return {
      op: 'create',
      id: `lay_${i}`,
      type,
      parent: 'root',
      order,
      props: { name: `Layer ${i}`, x, y, fill: colours[i % colours.length], ...shape },
    }
  })
  await post(request, who, `/api/v1/documents/${id}/commits`, { commitId: `speed-${layers}-layers`, edits })
  return id
}

/** conversationOf has so many messages written, half of them replies, each tenth of which brings a picture. */
export async function conversationOf(request: APIRequestContext, who: Account, messages: number): Promise<string> {
  let sessionId: string | undefined
  for (let i = 0; i < messages / 2; i++) {
    const text = i % 10 === 0 ? `Create a 300x200 card with a teal background and the title Card ${i}` : 'hello'
    const reply: { sessionId: string } = await post(request, who, '/api/v1/chat/messages', { text, ...(sessionId ? { sessionId } : {}) })
    sessionId = reply.sessionId
  }
  return sessionId ?? ''
}
