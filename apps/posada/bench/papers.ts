import { examplePapers, signExample } from '#capabilities/asylum/papers/example-papers.ts'
import type { PaperLanguages } from '#capabilities/asylum/papers/model.ts'
import { printedValuesOf, writeClaimPaper } from '#capabilities/asylum/papers/server/claim-paper.ts'
import { paperKinds } from '#capabilities/proof/model.ts'
import { budgets } from '#checks/budgets.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { type Locale, locales } from '#platform/messages/messages.ts'
import { createPress, type Press } from '#platform/paper/writing.ts'
import { percentile } from '../load/percentile.ts'
import { atMost, type Benchmark, type BenchRow, shown } from './benchmark.ts'

/** Papers as whoever asked for one gets them: from the facts to the bytes, through the thread that writes. */
export const papers: Benchmark = {
  name: 'papers',
  about:
    'a constancia in Spanish and each language, one after the other, after a first one; then one of each other paper',
  async run({ progress }) {
    const press = createPress(realEnvironment().timers)
    const write = (kind: keyof typeof examplePapers, person: Locale) => writeOn(press, kind, person)
    const first = await write('constancia', 'ht')
    const rows: BenchRow[] = [shown('paperFirstMs', first.ms, 'ms')]
    for (const { code } of locales) {
      progress(`constancia in Spanish and ${code}`)
      const written = []
      for (let i = 0; i < PAPERS; i++) written.push(await write('constancia', code))
      const times = written.map(({ ms }) => ms)
      const { ms, kib } = budgets.papers
      rows.push(
        atMost(`constancia-${code}-medianMs`, percentile(times, 0.5), 'ms', ms),
        atMost(`constancia-${code}-p95Ms`, percentile(times, 0.95), 'ms', ms),
        atMost(`constancia-${code}-KiB`, Math.max(...written.map(({ bytes }) => bytes)) / 1024, 'KiB', kib),
      )
    }
    for (const kind of paperKinds.slice(1)) {
      const { bytes } = await write(kind, 'ar')
      rows.push(atMost(`${kind}-ar-KiB`, bytes / 1024, 'KiB', budgets.papers.kib))
    }
    await press.close()
    return rows
  },
}

const PAPERS = 60
const madeAt = new Date('2021-10-25T15:00:00Z')

async function writeOn(
  press: Press,
  kind: keyof typeof examplePapers,
  person: Locale,
): Promise<{ ms: number; bytes: number }> {
  const facts = examplePapers[kind]
  const languages: PaperLanguages = { procedure: 'es', person }
  const signed = await signExample(facts, printedValuesOf(facts, languages))
  const startedAt = performance.now()
  const pdf = await writeClaimPaper(facts, signed, languages, madeAt, press)
  return { ms: performance.now() - startedAt, bytes: pdf.length }
}
