import { type Paper, writePdf } from './pdf.ts'
import type { Sheet } from './sheet.ts'

/** One paper. The thread keeps its fonts for the next one, and nothing of what it wrote. */
export default ({ paper, madeAt }: { paper: Paper | Sheet; madeAt: Date }): Promise<Uint8Array> =>
  writePdf(paper, madeAt)
