/** Writes the matrix of endpoints (apps/server/matrix.ts) into docs/roles.md, between its two marks. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { matrixTable } from '#apps/server/matrix.ts'

const path = join(import.meta.dirname, '../docs/roles.md')
const [before, rest] = readFileSync(path, 'utf8').split('<!-- matrix -->\n') as [string, string]
writeFileSync(path, `${before}<!-- matrix -->\n${matrixTable()}\n${rest.slice(rest.indexOf('<!-- end of matrix -->'))}`)
