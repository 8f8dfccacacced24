import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram, hashesInNode, openAskingPage } from '#checks/harness/planner-bits.ts'

const firefox = findProgram('POSADA_FIREFOX', ['/usr/bin/firefox-esr', '/usr/bin/firefox'])

test.skipIf(!firefox)(
  'the page’s worker in Firefox and `posada plan` come to the same bits, with both engines',
  async () => {
    const [inNode, site] = [await hashesInNode(), await openAskingPage()]
    const folder = mkdtempSync(join(tmpdir(), 'posada-same-bits-'))
    const browser = spawn(firefox!, ['--headless', '--no-remote', '--profile', folder, site.url], {
      env: { PATH: '/usr/bin:/bin', HOME: folder },
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => browser.once('exit', resolve))
    try {
      const { hashes, agent } = await site.nextAnswer()
      expect(agent).toContain('Firefox/')
      expect(hashes).toEqual(inNode)
    } finally {
      browser.kill()
      await ended
      site.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
