import type { PaperDetails } from './contract.ts'
import type { ClaimPaperFacts, PaperLanguages } from './model.ts'

/**
 * Everything that a paper says, as it was when it was issued: sealed under the key of the person it is for, so that it can be
 * printed again byte for byte, and goes with them. `form` is raised when a field changes its meaning.
 */
export type PaperContent = {
  form: 1
  /** What the officer gave, to say it again on a paper in its place. */
  details: PaperDetails
  facts: ClaimPaperFacts
  languages: PaperLanguages
  /** The text of the QR. */
  token: string
  madeAt: string
}
