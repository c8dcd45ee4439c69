import { defineConfig } from '@playwright/test'

/** Where Debian and others have it; a browser that Playwright downloads is not needed. */
const chromium = process.env.CHROMIUM || '/usr/bin/chromium'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1, // two cores, and each test has several pages
  timeout: 60_000,
  expect: { timeout: 15_000 }, // a busy machine
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
