import { defineConfig } from '@playwright/test'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { freePort } from './port'

// Every process of a run reads this file; the first one chooses the port and
// empties the results, the others find its choice in the environment.
if (!process.env.SHUNIU_TEST_PORT) {
  process.env.SHUNIU_TEST_PORT = String(await freePort())
  rmSync(path.join(import.meta.dirname, 'results'), { recursive: true, force: true })
}
const address = `127.0.0.1:${process.env.SHUNIU_TEST_PORT}`

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results/artifacts',
  reporter: [['list'], ['./counts.ts']],
  fullyParallel: true,
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 15_000 }, // machines that test are busy
  // One server and one city for all: a test makes what it needs and counts on
  // nothing that others leave.
  webServer: {
    command: `${process.env.SHUNIU_BIN || 'bin/shuniu'} serve --demo --listen ${address} --data test/browser/results/city`,
    cwd: '../..',
    url: `http://${address}/`,
    timeout: 60_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
  use: {
    baseURL: `http://${address}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    launchOptions: {
      // Chromium without its windows: the same pages in less than half the time.
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox', // it cannot be had as root, nor is anything foreign opened
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // What goes amiss, and the long story, are walked in one language on each screen,
  // everything else in both.
  projects: [
    { name: 'phone', testIgnore: ['keys.spec.ts', 'days.spec.ts', 'halls.spec.ts', 'lighthouse.spec.ts'], grepInvert: /amiss.spec.ts en |pictures of the desk|published \(en\)/, use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } },
    { name: 'tablet', testMatch: ['pages.spec.ts', 'story.spec.ts'], grepInvert: /published \(zh\)/, use: { viewport: { width: 768, height: 1024 }, hasTouch: true } },
    { name: 'desktop', testIgnore: 'lighthouse.spec.ts', grepInvert: /amiss.spec.ts zh |published \(en\)/, use: { viewport: { width: 1440, height: 900 } } },
    // After the others, so that they do not slow down what is measured.
    { name: 'lighthouse', testMatch: 'lighthouse.spec.ts', fullyParallel: false, dependencies: ['phone', 'tablet', 'desktop'] },
  ],
})
