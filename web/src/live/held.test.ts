import { expect, test } from 'vitest'
import { Held } from './held'

/** A thing that writes down what happens to it, and is closed when the test says so. */
function world() {
  const log: string[] = []
  const ends: Array<() => void> = []
  let made = 0
  const held = new Held(() => {
    const n = ++made
    return {
      open: () => log.push(`open ${n}`),
      close: () => {
        log.push(`close ${n}`)
        return new Promise<void>((resolve) => ends.push(resolve))
      },
    }
  })
  return { held, log, ends }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

test('one thing serves all who hold it, and is closed after the last', () => {
  const { held, log } = world()
  const [a, leaveA] = held.hold('x')
  const [b, leaveB] = held.hold('x')
  expect(a).toBe(b)
  leaveA()
  expect(log).toEqual(['open 1'])
  leaveB()
  expect(log).toEqual(['open 1', 'close 1'])
})

test('what is held again opens when the one before is closed', async () => {
  const { held, log, ends } = world()
  held.hold('x')[1]()
  held.hold('x')
  held.hold('y')
  await settle()
  expect(log).toEqual(['open 1', 'close 1', 'open 3'])
  ends[0]?.()
  await settle()
  expect(log).toEqual(['open 1', 'close 1', 'open 3', 'open 2'])
})

test('what is let go before it opened never opens', async () => {
  const { held, log, ends } = world()
  held.hold('x')[1]()
  held.hold('x')[1]()
  for (const end of ends) end()
  await settle()
  held.hold('x')
  await settle()
  expect(log).toEqual(['open 1', 'close 1', 'close 2', 'open 3'])
})
