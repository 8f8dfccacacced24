import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Published test vectors live beside the repository; where they are missing the test says so and passes over them. */
export function readVector(file: string): string | undefined {
  const path = join(import.meta.dirname, '../../../shared/vectors', file)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  console.warn(`Skipped: the vector ${file} is not on this machine.`)
  return undefined
}
