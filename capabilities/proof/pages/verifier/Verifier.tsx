import { useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { parseShortCode } from '../../short-code.ts'
import type { CardCheck } from '../../verification.ts'
import type { KnownIssuers } from '../known-issuers.ts'
import { AskCard } from './AskCard.tsx'
import { CodeResult } from './CodeResult.tsx'
import { Result } from './Result.tsx'

/** What was found out: about a whole card, or only about the ten characters of a short code. */
type Outcome = { kind: 'card'; check: CardCheck } | { kind: 'code'; code: string | undefined }

/** Ask for a card, check it, say what it is. */
export function Verifier({ known }: { known: KnownIssuers }) {
  const outcome = useSignal<Outcome | undefined>(undefined)
  const [round, setRound] = useState(0)

  const checkText = async (text: string) => {
    performance.mark('card-decoded')
    const check = await known.check(text)
    performance.measure('card-verified', 'card-decoded')
    outcome.value = { kind: 'card', check }
  }
  const checkTyped = (typed: string) => {
    const code = parseShortCode(typed)
    if (!code && !looksLikeShortCode(typed)) return checkText(typed)
    outcome.value = { kind: 'code', code }
  }
  const again = () => {
    outcome.value = undefined
    setRound(round + 1)
  }

  if (outcome.value?.kind === 'card')
    return <Result check={outcome.value.check} isPracticePage={known.practice.value} onAgain={again} />
  if (outcome.value?.kind === 'code') return <CodeResult code={outcome.value.code} onAgain={again} />
  return <AskCard key={round} known={known} returned={round > 0} onText={checkText} onTyped={checkTyped} />
}

/** Short and without the colon that every card's text has near its start. */
const looksLikeShortCode = (typed: string) => typed.trim().length <= 20 && !typed.includes(':')
