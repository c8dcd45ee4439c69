/** What measurements have in common: noting numbers, slowing a page down, watching its frames. */
import type { CDPSession, Page, TestInfo } from '@playwright/test'

/** The type of annotations that carry a number. */
export const kind = 'measured'

/** Measured is one number of one run. */
export interface Measured {
  what: string
  value: number
  unit: string
  target?: { sign: '≤' | '≥'; bound: number }
}

/** note keeps a number for the table. */
export function note(info: TestInfo, m: Measured) {
  info.annotations.push({ type: kind, description: JSON.stringify(m) })
}

/** unless gives what f makes of a value, or something else if there is none. */
export const unless = <T, R>(value: T | undefined, otherwise: R, f: (value: T) => R): R => (value === undefined ? otherwise : f(value))

/** How often each thing is measured: medians of several runs, on a machine that does other things. */
export const runs = Number(process.env.AIO_SPEED_RUNS ?? 5)

/** slow makes a page's processor so many times slower, by Chromium's own means. */
export async function slow(page: Page, times: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: times })
  return session
}

/** Frames is what became of a page's frames while something went on. */
export interface Frames {
  ms: number
  shown: number
  /** Frames of a screen of 60 Hz that were not there in time. */
  dropped: number
  slowest: number // ms between two frames
  longTasks: number // that took 50 ms or more
  longest: number // of those, ms
}

/** Watching is what a page notes while it is watched. */
interface Watching {
  at: number[]
  tasks: number[]
  over: boolean
  observer: PerformanceObserver
}

/** frames does something on a page and tells how its frames fared meanwhile. */
export async function frames(page: Page, during: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const w: Watching = {
      at: [],
      tasks: [],
      over: false,
      observer: new PerformanceObserver((l) => w.tasks.push(...l.getEntries().map((e) => e.duration))),
    }
    w.observer.observe({ type: 'longtask' })
    const frame = (now: number) => {
      w.at.push(now)
      if (!w.over) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    Object.assign(window, { watching: w })
  })
  await during()
  return page.evaluate(() => {
    const { watching: w } = window as unknown as { watching: Watching }
    w.over = true
    w.tasks.push(...w.observer.takeRecords().map((e) => e.duration))
    w.observer.disconnect()
    const gaps = w.at.slice(1).map((t, i) => t - (w.at[i] ?? t))
    const most = (all: number[]) => all.reduce((a, b) => Math.max(a, b), 0)
    return {
      ms: (w.at.at(-1) ?? 0) - (w.at[0] ?? 0),
      shown: gaps.length,
      dropped: gaps.reduce((n, gap) => n + Math.max(0, Math.round(gap / (1000 / 60)) - 1), 0),
      slowest: most(gaps),
      longTasks: w.tasks.length,
      longest: most(w.tasks),
    }
  })
}

export const perSecond = (f: Frames) => (f.shown * 1000) / f.ms
