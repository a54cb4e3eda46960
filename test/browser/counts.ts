import type { Reporter, Suite } from '@playwright/test/reporter'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// Leaves "PASSED FAILED" in results/counts for the closing line of .ci/run.
export default class Counts implements Reporter {
  private suite?: Suite

  onBegin(_: unknown, suite: Suite) {
    this.suite = suite
  }

  onEnd() {
    const outcomes = (this.suite?.allTests() ?? []).map((test) => test.outcome())
    const passed = outcomes.filter((o) => o === 'expected').length
    const folder = path.join(import.meta.dirname, 'results')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'counts'), `${passed} ${outcomes.length - passed}\n`)
  }
}
