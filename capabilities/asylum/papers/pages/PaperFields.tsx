import type { PaperKind } from '#capabilities/proof/model.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { type PaperDetails, REASON_PARAGRAPHS } from '../contract.ts'
import type { Register } from './Papers.tsx'

/** What was typed, by field. */
export type PaperDraft = Readonly<Record<string, string>>

interface Props {
  prefix: string
  kind: PaperKind
  today: string
  /** Of the paper: the procedure's, and the person's where it is another. */
  languages: readonly Locale[]
  draft: PaperDraft
  set: (name: string, value: string) => void
}

const LATEST = '2105-12-31'

/** What an officer says of a paper of this kind; everything else is known from the claim. */
export function PaperFields({ prefix, kind, today, languages, draft, set }: Props) {
  const common = (name: string) => ({
    id: `${prefix}-${name}`,
    value: draft[name] ?? '',
    onChange: (value: string) => set(name, value),
  })
  const dayOf = (name: string, label: string) => <DayField {...common(name)} label={t(label)} max={LATEST} />
  const placeOf = (name: string, label: string) => (
    <TextField {...common(name)} label={t(label)} onInput={(value) => set(name, value)} />
  )
  if (kind === 'constancia') return dayOf('validUntil', 'paper_valid_day')
  if (kind === 'decision')
    return (
      <>
        <DayField {...common('toldOn')} value={draft.toldOn ?? today} label={t('paper_told_on')} max={LATEST} />
        <p class="hint">{t('paper_told_on_hint')}</p>
        {dayOf('appealUntil', 'paper_appeal_until')}
        {languages.map((language) => (
          <div class="field" key={language}>
            <label for={`${prefix}-reasons-${language}`}>
              {t('paper_reasons', { language: languageWord(language) })}
            </label>
            <textarea
              id={`${prefix}-reasons-${language}`}
              lang={language}
              dir="auto"
              rows={6}
              autocomplete="off"
              value={draft[`reasons-${language}`] ?? ''}
              onInput={(event) => set(`reasons-${language}`, event.currentTarget.value)}
            />
          </div>
        ))}
        <p class="hint">{t('paper_reasons_hint')}</p>
      </>
    )
  if (kind === 'interview')
    return (
      <>
        {dayOf('day', 'paper_day')}
        <HourField {...common('hour')} label={t('paper_hour')} />
        {placeOf('place', 'paper_place')}
        <Choose {...common('interpreter')} label={t('paper_interpreter')}>
          <option value="">{t('paper_interpreter_none')}</option>
          {(['office', 'bring'] as const).map((each) => (
            <option key={each} value={each}>
              {t(`paper_interpreter_${each}`)}
            </option>
          ))}
        </Choose>
      </>
    )
  return (
    <>
      {dayOf('reportDay', 'paper_report_day')}
      <HourField {...common('reportHour')} label={t('paper_report_hour')} />
      {placeOf('reportPlace', 'paper_report_place')}
      {dayOf('day', 'paper_hearing_day')}
      <HourField {...common('hour')} label={t('paper_hearing_hour')} />
      {placeOf('court', 'paper_court')}
    </>
  )
}

/** A form begins with what is booked: nobody copies a day by hand where the calendar knows it. */
export function draftOf(kind: PaperKind, meetings: Register['meetings']): PaperDraft {
  const meeting = meetings.find((each) => each.kind === kind)
  if (!meeting) return {}
  const { day, hour, place, hasInterpreter } = meeting
  if (kind === 'hearing') return { day, hour, reportDay: day, reportPlace: place }
  return { day, hour, place, ...(hasInterpreter && { interpreter: 'office' }) }
}

/** As the endpoint takes it; or the sentence that says what is missing. */
export function detailsOf(
  kind: PaperKind,
  draft: PaperDraft,
  { today, languages }: { today: string; languages: readonly Locale[] },
): PaperDetails | string {
  const said = (name: string) => (draft[name] ?? '').trim()
  const lacks = (names: readonly string[]) => names.some((name) => said(name) === '')
  const dayOrNull = (name: string) => said(name) || null
  switch (kind) {
    case 'constancia':
      return { kind, validUntil: dayOrNull('validUntil') }
    case 'decision': {
      // A line is a paragraph.
      const reasons = languages.flatMap((language) => {
        const paragraphs = said(`reasons-${language}`)
          .split(/\s*\n\s*/)
          .filter(Boolean)
        return paragraphs.length > 0 ? [{ language, paragraphs }] : []
      })
      if (reasons.some(({ paragraphs }) => paragraphs.length > REASON_PARAGRAPHS)) return t('paper_reasons_long')
      return { kind, letter: { toldOn: said('toldOn') || today, appealUntil: dayOrNull('appealUntil'), reasons } }
    }
    case 'interview': {
      if (lacks(['day', 'hour'])) return t('paper_choose_day')
      if (lacks(['place'])) return t('paper_choose_place')
      const interpreter = (said('interpreter') || null) as 'office' | 'bring' | null
      return { kind, meeting: { day: said('day'), hour: said('hour'), place: said('place'), interpreter } }
    }
    case 'hearing': {
      if (lacks(['reportDay', 'reportHour', 'day', 'hour'])) return t('paper_choose_day')
      if (lacks(['reportPlace', 'court'])) return t('paper_choose_place')
      const report = { reportDay: said('reportDay'), reportHour: said('reportHour'), reportPlace: said('reportPlace') }
      return { kind, hearing: { ...report, day: said('day'), hour: said('hour'), court: said('court') } }
    }
  }
}

interface HourProps {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
}

function HourField({ id, label, value, onChange }: HourProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="time"
        autocomplete="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

/** The languages of a paper, as the server puts them: the procedure's first. */
export const languagesOfPaper = (register: Register, person: Locale): Locale[] => [
  ...new Set([register.procedureLanguage, person]),
]
