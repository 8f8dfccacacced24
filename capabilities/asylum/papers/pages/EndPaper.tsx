import { useState } from 'preact/hooks'
import type { PaperKind } from '#capabilities/proof/model.ts'
import { call } from '#platform/http/client.ts'
import type { BodyIn } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { reissuePaper, withdrawPaper } from '../contract.ts'
import { detailsOf, draftOf, languagesOfPaper, type PaperDraft, PaperFields } from './PaperFields.tsx'
import type { Given, Paper, Register } from './Papers.tsx'
import { sentenceOfPaper } from './refusing.ts'

type Again = BodyIn<typeof reissuePaper>['reason']
type Why = BodyIn<typeof withdrawPaper>['reason']

/** What fits a paper of this kind; a renewal is a constancia's, a letter is set aside. */
const againReasons = (kind: PaperKind): Again[] => [
  ...(kind === 'constancia' ? (['renewed'] as const) : []),
  ...(kind === 'interview' || kind === 'hearing' ? (['moved'] as const) : []),
  ...(['lost', 'damaged', 'corrected'] as const),
]
const endReasons = (kind: PaperKind): Why[] => [
  'mistake',
  ...(kind === 'decision' ? (['set-aside'] as const) : []),
  ...(kind === 'interview' || kind === 'hearing' ? (['cancelled'] as const) : []),
  'claim-ended',
]

/** A paper is issued anew, which withdraws it, or only withdrawn, which is asked twice. */
export function EndPaper(props: Given & { paper: Paper; register: Register }) {
  return (
    <>
      <Anew {...props} />
      <Withdraw {...props} />
    </>
  )
}

function Anew({ desk, paper, register, changed }: Given & { paper: Paper; register: Register }) {
  const { kind } = paper
  const [id] = useState(() => desk.newId())
  const [reason, setReason] = useState<Again>(againReasons(kind)[0]!)
  const [typed, setTyped] = useState<PaperDraft>({})
  const draft = { ...draftOf(kind, register.meetings), ...typed }
  const language = paper.languages.at(-1) ?? register.language
  const languages = languagesOfPaper(register, language)
  const isMeeting = kind === 'interview' || kind === 'hearing'
  const [isSame, setIsSame] = useState(!isMeeting)
  async function save(event: Event) {
    event.preventDefault()
    const details = isSame ? null : detailsOf(kind, draft, { today: register.today, languages })
    if (typeof details === 'string') return changed({ failed: details })
    const body = { id, reason, language, details }
    const result = await call(desk.fetch, reissuePaper, { params: { id: paper.id }, body })
    await changed(result.kind === 'ok' ? { done: t('paper_reissued') } : { failed: sentenceOfPaper(desk, result) })
  }
  const prefix = `paper-again-${paper.number}`
  return (
    <details>
      <summary aria-label={`${t('paper_reissue')}: ${t(`paper_kind_${kind}`)} ${paper.number}`}>
        {t('paper_reissue')}
      </summary>
      <form class="stack" onSubmit={save} noValidate>
        <p class="hint">{t('paper_reissue_hint')}</p>
        <ReasonField id={`${prefix}-why`} value={reason} reasons={againReasons(kind)} onChange={setReason} />
        {kind !== 'constancia' && (
          <label class="check">
            <input type="checkbox" checked={isSame} onChange={(event) => setIsSame(event.currentTarget.checked)} />
            {t('paper_says_same')}
          </label>
        )}
        {!isSame && (
          <PaperFields
            {...{ prefix, kind, today: register.today, languages, draft }}
            set={(name, value) => setTyped({ ...typed, [name]: value })}
          />
        )}
        <div>
          <button type="submit" class="button">
            {t('paper_reissue')}
          </button>
        </div>
      </form>
    </details>
  )
}

function Withdraw({ desk, paper, changed }: Given & { paper: Paper }) {
  const [reason, setReason] = useState<Why>(endReasons(paper.kind)[0]!)
  const [isAsked, setIsAsked] = useState(false)
  async function withdraw() {
    const result = await call(desk.fetch, withdrawPaper, { params: { id: paper.id }, body: { reason } })
    setIsAsked(false)
    await changed(result.kind === 'ok' ? { done: t('paper_withdrawn') } : { failed: sentenceOfPaper(desk, result) })
  }
  return (
    <details>
      <summary aria-label={`${t('paper_withdraw')}: ${t(`paper_kind_${paper.kind}`)} ${paper.number}`}>
        {t('paper_withdraw')}
      </summary>
      <div class="stack">
        <ReasonField
          id={`paper-end-${paper.number}-why`}
          value={reason}
          reasons={endReasons(paper.kind)}
          onChange={setReason}
        />
        {isAsked ? (
          <Note tone="warn" live>
            <p>{t('paper_withdraw_sure')}</p>
            <div class="row">
              <button type="button" class="button button-primary" onClick={withdraw}>
                {t('paper_withdraw_yes')}
              </button>
              <button type="button" class="button" onClick={() => setIsAsked(false)}>
                {t('paper_withdraw_no')}
              </button>
            </div>
          </Note>
        ) : (
          <div>
            <button type="button" class="button" onClick={() => setIsAsked(true)}>
              {t('paper_withdraw')}
            </button>
          </div>
        )}
      </div>
    </details>
  )
}

interface ReasonProps<R extends string> {
  id: string
  value: R
  reasons: readonly R[]
  onChange: (value: R) => void
}

function ReasonField<R extends string>({ id, value, reasons, onChange }: ReasonProps<R>) {
  return (
    <Choose id={id} label={t('paper_why')} value={value} onChange={(next) => onChange(next as R)}>
      {reasons.map((reason) => (
        <option key={reason} value={reason}>
          {t(`paper_reason_${reason.replaceAll('-', '_')}`)}
        </option>
      ))}
    </Choose>
  )
}
