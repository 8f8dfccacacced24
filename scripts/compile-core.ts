import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

export const CORES = ['exact', 'cohort'] as const

/** An engine's core as WebAssembly in base64, compiled from `platform/simulation/core`. The same source gives the same bytes. */
export async function compileCore(of: (typeof CORES)[number]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'posada-core-'))
  const file = join(folder, 'core.wasm')
  const said: string[] = []
  try {
    const { error } = await main([`${of}/index.ts`, '--baseDir', SOURCE, '-o', file, ...FLAGS], {
      stderr: { write: (text: string | Uint8Array) => said.push(String(text)) },
    })
    if (error) throw new Error(said.join(''), { cause: error })
    return readFileSync(file).toString('base64')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const SOURCE = fileURLToPath(new URL('../platform/simulation/core', import.meta.url))
// No garbage collector, no checks of the language's own arrays, of which none are used.
const FLAGS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort=']

if (import.meta.main)
  for (const of of CORES)
    writeFileSync(
      new URL(`../platform/simulation/${of}/core.generated.ts`, import.meta.url),
      `// By node scripts/compile-core.ts, from platform/simulation/core.\nexport const CORE = '${await compileCore(of)}'\n`,
    )
