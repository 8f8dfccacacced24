import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openBrowser } from '#checks/harness/browser.ts'
import { builtWorker, findProgram, hashesInNode, openAskingPage, questionsAsked } from '#checks/harness/planner-bits.ts'

const chromium = await openBrowser()
const javaScriptCore = findProgram('POSADA_JSC', ['/usr/bin/jsc'])
const inNode = await hashesInNode()

test.skipIf(!chromium)(
  'the page’s worker in Chromium and `posada plan` come to the same bits, with both engines',
  async () => {
    const site = await openAskingPage()
    const context = await chromium!.newContext()
    try {
      const page = await context.newPage()
      const [{ hashes }] = await Promise.all([site.nextAnswer(), page.goto(site.url)])
      expect(hashes).toEqual(inNode)
      expect(new Set(hashes.flat()).size).toBe(4)
    } finally {
      await context.close()
      site.close()
    }
  },
)

test.skipIf(!javaScriptCore)('and so it does in JavaScriptCore, the engine of Safari', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posada-same-bits-'))
  try {
    const file = join(folder, 'shell.js')
    const shell = join(import.meta.dirname, '../../checks/harness/worker-in-a-shell.js')
    writeFileSync(
      file,
      `${readFileSync(shell, 'utf8')}\n${readFileSync(builtWorker(), 'utf8')}\nask(${questionsAsked()})`,
    )
    const { stdout } = await promisify(execFile)(javaScriptCore!, [file], { maxBuffer: 500_000_000 })
    const hashed = stdout.trim().split('\n')
    expect(hashed.map((bits) => createHash('sha256').update(bits, 'hex').digest('hex'))).toEqual(inNode.flat())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
