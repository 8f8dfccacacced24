import type { Locale } from '#platform/messages/messages.ts'
import type { Press } from '#platform/paper/writing.ts'
import { writeZip } from '#platform/paper/zip.ts'
import type { ArchiveContent } from '../archive.ts'
import { archivePaper } from './archive-paper.ts'

/** The paper and the data, in one file whose name names nobody. Collected only once its turn has come. */
export async function pack(
  collected: () => Promise<ArchiveContent>,
  locale: Locale,
  press: Press,
): Promise<{ fileName: string; zip: string }> {
  let content: ArchiveContent | undefined
  const pdf = await press.write(async () => {
    content = await collected()
    return { paper: archivePaper(content, locale), madeAt: new Date(content.madeAt) }
  })
  const { madeAt } = content!
  const entries = [
    { name: 'posada.pdf', content: pdf },
    { name: 'data.json', content: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) },
  ]
  return {
    fileName: `posada-${madeAt.slice(0, 10)}.zip`,
    zip: Buffer.from(writeZip(entries, new Date(madeAt))).toString('base64'),
  }
}
