/** How fast the web app is in a real browser: `make speed`. Nothing here is a test of time. */
import { defineConfig } from '@playwright/test'
import ordinary from '../../playwright.config'

export default defineConfig({
  ...ordinary,
  testDir: '.',
  testMatch: '*.speed.ts',
  outputDir: '../../test-results/speed',
  timeout: 15 * 60_000, // several runs each
  reporter: [['list'], ['./table.ts']],
  // What records a page slows it down.
  use: { ...ordinary.use, trace: 'off', screenshot: 'off' },
})
