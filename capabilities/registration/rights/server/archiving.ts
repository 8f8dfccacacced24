import type { Locale } from '#platform/messages/messages.ts'
import { writeApart } from '#platform/paper/writing.ts'
import { writeZip } from '#platform/paper/zip.ts'
import type { ArchiveContent } from '../archive.ts'
import { archivePaper } from './archive-paper.ts'

/** The paper and the data, in one file whose name names nobody. */
export async function pack(content: ArchiveContent, locale: Locale): Promise<{ fileName: string; zip: string }> {
  const at = new Date(content.madeAt)
  const json = Buffer.from(`${JSON.stringify(content, null, 2)}\n`)
  const entries = [
    { name: 'posada.pdf', content: await writeApart(archivePaper(content, locale), at) },
    { name: 'data.json', content: json },
  ]
  return {
    fileName: `posada-${content.madeAt.slice(0, 10)}.zip`,
    zip: Buffer.from(writeZip(entries, at)).toString('base64'),
  }
}
