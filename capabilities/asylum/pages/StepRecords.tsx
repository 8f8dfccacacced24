import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { locales } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { GivenAct } from '../claim.ts'

type StepAct = Extract<GivenAct, { kind: 'step' }>
type Kind = 'delivery' | 'hearing_notice' | 'absence'
export type RecordsDraft = Partial<Record<string, string>>

const lists = {
  result: ['delivered', 'tried', 'refused'],
  channel: ['in_person', 'address', 'post', 'electronic'],
  receivedBy: ['person', 'representative', 'guardian'],
  proof: ['signature', 'fingerprint', 'two_witnesses', 'postal_receipt', 'electronic_receipt'],
  absence: ['not_known_yet', 'ill', 'no_transport', 'danger', 'not_told', 'other'],
} as const

/** What a step keeps with it: how a paper reached somebody, where and when a hearing is, why somebody did not come. */
export function Records({
  kind,
  prefix,
  draft,
  errors,
  onChange,
}: {
  kind: Kind
  prefix: string
  draft: RecordsDraft
  errors: readonly FieldError[]
  onChange: (draft: RecordsDraft) => void
}) {
  const set = (name: string) => (value: string) => onChange({ ...draft, [name]: value })
  const list = (name: keyof typeof lists) => (
    <Choose
      id={`${prefix}-${name}`}
      label={t(`asylum_${name.toLowerCase()}`)}
      value={draft[name] ?? lists[name][0]}
      onChange={set(name)}
    >
      {lists[name].map((each) => (
        <option key={each} value={each}>
          {each === 'refused' ? t('asylum_result_not_taken') : t(`asylum_${name.toLowerCase()}_${each}`)}
        </option>
      ))}
    </Choose>
  )
  const text = (name: string) => (
    <TextField
      id={`${prefix}-${name}`}
      label={t(`asylum_hearing_${name.toLowerCase()}`)}
      type={typeOf(name)}
      value={draft[name] ?? ''}
      error={errors.find(({ field }) => field === `${prefix}-${name}`)?.message}
      onInput={set(name)}
    />
  )
  if (kind === 'absence') return list('absence')
  if (kind === 'hearing_notice') return <>{hearingFields.map(text)}</>
  return (
    <>
      {list('result')}
      {list('channel')}
      <Choose
        id={`${prefix}-language`}
        label={t('desk_column_language')}
        value={draft.language ?? 'es'}
        onChange={set('language')}
      >
        {locales.map(({ code }) => (
          <option key={code} value={code}>
            {languageWord(code)}
          </option>
        ))}
      </Choose>
      <label class="check">
        <input
          type="checkbox"
          checked={draft.readAloud === 'yes'}
          onChange={(event) => set('readAloud')(event.currentTarget.checked ? 'yes' : '')}
        />
        {t('asylum_read_aloud')}
      </label>
      {(draft.result ?? 'delivered') === 'delivered' && (
        <>
          {list('receivedBy')}
          {list('proof')}
        </>
      )}
    </>
  )
}

const hearingFields = ['reportPlace', 'reportOn', 'reportAt', 'court', 'hearingOn', 'hearingAt'] as const
const typeOf = (name: string) => (name.endsWith('On') ? 'date' : name.endsWith('At') ? 'time' : 'text')
const patterns: Record<string, RegExp> = {
  ...{ court: /^.{1,80}$/, reportPlace: /^.{1,80}$/ },
  ...{
    hearingOn: /^\d{4}-\d{2}-\d{2}$/,
    reportOn: /^\d{4}-\d{2}-\d{2}$/,
    hearingAt: /^\d{2}:\d{2}$/,
    reportAt: /^\d{2}:\d{2}$/,
  },
}

/** What was filled in, as an act takes it; a list that was not touched stands at its first choice. */
export function readRecords(
  kind: Kind | null,
  draft: RecordsDraft,
  prefix: string,
  version: number,
): { value: Partial<Pick<StepAct, 'delivery' | 'hearing' | 'absence'>>; errors: FieldError[] } {
  const chosen = <K extends keyof typeof lists>(name: K) => (draft[name] ?? lists[name][0]) as (typeof lists)[K][number]
  if (kind === 'absence') return { value: { absence: chosen('absence') }, errors: [] }
  if (kind === 'hearing_notice') {
    const errors = hearingFields
      .filter((name) => !patterns[name]!.test((draft[name] ?? '').trim()))
      .map((name) => ({ field: `${prefix}-${name}`, message: t(`asylum_hearing_${name.toLowerCase()}_wrong`) }))
    const given = Object.fromEntries(hearingFields.map((name) => [name, (draft[name] ?? '').trim()]))
    return { value: errors.length > 0 ? {} : { hearing: { version, ...given } as StepAct['hearing'] }, errors }
  }
  if (kind === null) return { value: {}, errors: [] }
  const result = chosen('result')
  return {
    errors: [],
    value: {
      delivery: {
        ...{
          result,
          channel: chosen('channel'),
          language: draft.language ?? 'es',
          wasReadAloud: draft.readAloud === 'yes',
        },
        ...(result === 'delivered' && { receivedBy: chosen('receivedBy'), proof: chosen('proof') }),
      },
    },
  }
}
