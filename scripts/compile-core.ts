import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

/** The exact engine's core as WebAssembly in base64, compiled from `platform/simulation/core`. The same source gives the same bytes. */
export async function compileCore(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'posada-core-'))
  const file = join(folder, 'core.wasm')
  const complaints: string[] = []
  try {
    const { error } = await main(['index.ts', '--baseDir', SOURCE, '-o', file, ...FLAGS], {
      stderr: { write: (text: string | Uint8Array) => complaints.push(String(text)) },
    })
    if (error) throw new Error(complaints.join(''), { cause: error })
    return readFileSync(file).toString('base64')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const SOURCE = fileURLToPath(new URL('../platform/simulation/core', import.meta.url))
// No garbage collector, no checks of the language's own arrays, of which none are used.
const FLAGS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort=']

if (import.meta.main) {
  const core = await compileCore()
  writeFileSync(
    new URL('../platform/simulation/exact/core.generated.ts', import.meta.url),
    `// By node scripts/compile-core.ts, from platform/simulation/core.\nexport const CORE = '${core}'\n`,
  )
}
