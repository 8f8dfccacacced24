import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readQr } from '#checks/harness/browser.ts'

/**
 * What two readers make of a QR on a screen: the one inside our pages, and zbarimg, which others wrote, where it is
 * installed. Both must say the same.
 */
export async function readByTwo(picture: Buffer): Promise<string> {
  const text = await readQr(picture)
  if (!text) throw new Error('zxing reads no QR in this picture')
  const second = readWithZbar(picture)
  if (second === undefined) console.warn('zbarimg is not installed here: the QR was read by zxing alone.')
  else if (second !== text) throw new Error(`zbarimg reads something else: ${second || 'nothing'}`)
  return text
}

function readWithZbar(picture: Buffer): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'posada-qr-'))
  try {
    const file = join(folder, 'screen.png')
    writeFileSync(file, picture)
    const { error, stdout } = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' })
    return error ? undefined : stdout.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
