import './card-print.css'

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Locale } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { type CardPaper, drawCardBack, drawCardFront, drawSheet, type SheetNotes } from '../paper.ts'
import { cardWords } from './card-words.ts'
import { DrawingView } from './DrawingView.tsx'

interface Props {
  card: CardPaper
  notes?: SheetNotes
  /** The language of the household; the sheet speaks it and the page's own. */
  holder: Locale
}

/** A card and a sheet as they will be printed, each with its button. Only what was asked for goes to paper. */
export function CardPrint({ card, notes = {}, holder }: Props) {
  const printing = useSignal<'card' | 'sheet' | undefined>(undefined)
  const office = language.value.locale
  useEffect(() => {
    if (!printing.value) return
    print() // returns when the dialog is closed
    printing.value = undefined
  }, [printing.value])
  const classOf = (part: 'card' | 'sheet') => `card-print ${printing.value === part ? '' : 'no-print'}`
  return (
    <section class="stack card-prints">
      <div class={classOf('card')}>
        <h3 class="no-print">{t('proof_card_sides')}</h3>
        <DrawingView drawing={drawCardFront(card, cardWords, holder)} />
        <DrawingView drawing={drawCardBack(card, cardWords, holder)} />
      </div>
      <button type="button" class="button no-print" onClick={() => (printing.value = 'card')}>
        <Icon name="print" />
        {t('proof_print_card')}
      </button>
      <div class={classOf('sheet')}>
        <h3 class="no-print">{t('proof_sheet')}</h3>
        <DrawingView drawing={drawSheet(card, notes, cardWords, holder, office)} />
      </div>
      <button type="button" class="button no-print" onClick={() => (printing.value = 'sheet')}>
        <Icon name="print" />
        {t('proof_print_sheet')}
      </button>
    </section>
  )
}
