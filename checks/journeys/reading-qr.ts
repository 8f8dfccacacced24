import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

// The package would fetch its own part from the network.
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } })

/** What the reader inside our own pages makes of a picture. */
export async function readWithZxing(picture: Buffer): Promise<string | undefined> {
  const [barcode] = await readBarcodes(picture, { formats: ['QRCode'] })
  return barcode?.text
}

/** What a reader of other people makes of it; says so where there is none. */
export function readWithZbar(picture: Buffer): string | 'no zbarimg here' {
  const folder = mkdtempSync(join(tmpdir(), 'posada-qr-'))
  try {
    const file = join(folder, 'screen.png')
    writeFileSync(file, picture)
    const { error, stdout } = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' })
    if (error) {
      console.warn('zbarimg is not installed: the QR was read by zxing alone.')
      return 'no zbarimg here'
    }
    return stdout.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
