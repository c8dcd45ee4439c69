/** Prints what was measured as a table, and writes it into the document named by AIO_SPEED_DOC. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { kind, type Measured, unless } from './measure'

const begin = '<!-- measured: make speed writes from here -->'
const end = '<!-- measured: speed to here -->'

export default class Table implements Reporter {
  private rows = new Map<string, { first: Measured; runs: number[] }>()
  private loadBefore = loadavg()
  private browser = ''
  private failed = false

  onTestEnd(_: TestCase, result: TestResult) {
    this.failed ||= result.status !== 'passed'
    for (const a of result.annotations) {
      if (a.type === 'browser') this.browser = a.description ?? ''
      if (a.type !== kind) continue
      const m = JSON.parse(a.description ?? '') as Measured
      const row = this.rows.get(m.what) ?? { first: m, runs: [] }
      row.runs.push(m.value)
      this.rows.set(m.what, row)
    }
  }

  onEnd() {
    if (this.rows.size === 0) return
    const text = [...this.lines(), '', ...this.machine()].join('\n')
    console.log(`\n${text}`)
    const path = process.env.AIO_SPEED_DOC
    if (!path || this.failed) return // part of the numbers is worse than the old ones
    const document = readFileSync(path, 'utf8')
    const [from, to] = [document.indexOf(begin), document.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`${path} has no lines ${begin} and ${end}`)
    writeFileSync(path, `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`)
  }

  private lines(): string[] {
    const out = ['| what | target | median | range | runs | met |', '|---|---|---|---|---|---|']
    for (const [what, { first, runs }] of this.rows) {
      const middle = median(runs)
      const target = unless(first.target, '', (t) => `${t.sign} ${t.bound}`)
      const met = unless(first.target, '', (t) => ((t.sign === '≤' ? middle <= t.bound : middle >= t.bound) ? 'yes' : 'no'))
      const range = `${readable(Math.min(...runs))} to ${readable(Math.max(...runs))}`
      out.push(`| ${what} | ${target} | ${readable(middle)} ${first.unit} | ${range} | ${runs.length} | ${met} |`)
    }
    return out
  }

  private machine(): string[] {
    const load = (l: number[]) => l.map((n) => n.toFixed(2)).join(' ')
    return [
      `- Processor: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores; Chromium ${this.browser}, headless, without a GPU`,
      `- ${new Date().toISOString().slice(0, 10)}; load average before it began: ${load(this.loadBefore)}, at the end: ${load(loadavg())}`,
    ]
  }
}

function median(runs: number[]): number {
  const v = [...runs].sort((a, b) => a - b)
  return ((v[(v.length - 1) >> 1] ?? 0) + (v[v.length >> 1] ?? 0)) / 2
}

const readable = (v: number) => (v >= 100 || Number.isInteger(v) ? v.toFixed(0) : v.toPrecision(3))
