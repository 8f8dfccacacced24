import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { formatDate } from '#platform/messages/messages.ts'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { People } from '#platform/ui/pages/People.tsx'
import { Say } from '#platform/ui/pages/Say.tsx'
import type { CardCheck, CardReason } from '../../verification.ts'
import { ComparePrinted } from './ComparePrinted.tsx'

interface Props {
  check: CardCheck
  /** The page itself already says PRACTICE. */
  isPracticePage: boolean
  onAgain: () => void
}

/** What the card is, in one sentence first; then what it says. */
export function Result({ check, isPracticePage, onAgain }: Props) {
  // The code alone says nothing of the text around it: that is compared below.
  const { printedHash, paper } = check.valid ? check : {}
  const title = t(printedHash ? 'verify_paper_valid' : `verify_${check.reason}`)
  const note = t(printedHash ? 'verify_paper_valid_note' : `verify_${check.reason}_note`)
  return (
    <ResultPage title={title} words={`${title}. ${note}`} onAgain={onAgain}>
      {check.practice && !isPracticePage && <p class="practice">{t('verify_practice')}</p>}
      <Note tone={printedHash ? 'warn' : TONES[check.reason]}>{note}</Note>
      {check.type && <Facts check={check} />}
      {check.issuer && check.type && <Freshness check={check} />}
      {printedHash && paper && <ComparePrinted paper={paper} hash={printedHash} />}
      {check.type && !printedHash && <p class="hint">{t('verify_no_name')}</p>}
    </ResultPage>
  )
}

/** The frame of every result: its sentence as title, read aloud on wish, and the way to the next card. */
export function ResultPage(props: { title: string; words: string; onAgain: () => void; children: ComponentChildren }) {
  const { title, words, onAgain, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Posada`
    heading.current?.focus() // a screen reader hears the result at once
    scrollTo(0, 0)
  }, [title])
  return (
    <main class="sheet">
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <Say words={words} />
      </div>
      {children}
      <Dock label={t('verify_other')} icon="qr" onPress={onAgain} />
    </main>
  )
}

function Facts({ check }: { check: CardCheck }) {
  const day = (on: string | undefined) => (on ? formatDate(on, language.value.locale) : '')
  const count = check.householdSize ?? 0
  const rows: [string, ComponentChildren][] = [
    ['people', <People key="people" adults={count} children={0} label={t('proof_people', { count })} />],
    ['issuer', check.issuer && <bdi>{check.issuer}</bdi>],
    [check.paper ? 'issued' : 'registered', <bdi key="registered">{day(check.registeredOn)}</bdi>],
    ['expires', <bdi key="expires">{day(check.expiresOn)}</bdi>],
    [
      'code',
      <bdi key="code" class="code">
        {check.shortCode}
      </bdi>,
    ],
    ['type', check.type && t(`verify_type_${check.paper ?? check.type}`)],
  ]
  return (
    <dl class="card facts">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{t(`verify_fact_${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Whether withdrawn cards were looked up, and how old the list was. An old list is said and refuses nobody. */
function Freshness({ check }: { check: CardCheck }) {
  if (!check.statusCheckedOn) return <Note tone="warn">{t('verify_never_checked')}</Note>
  const date = formatDate(check.statusCheckedOn, language.value.locale)
  if (check.statusStale) return <Note tone="warn">{t('verify_not_checked_since', { date })}</Note>
  return <Note icon="clock">{t('verify_checked_on', { date })}</Note>
}

const TONES: Record<CardReason, 'ok' | 'warn' | 'stop'> = {
  valid: 'ok',
  'not-confirmed': 'warn',
  'unknown-issuer': 'warn',
  'outside-mandate': 'stop',
  'not-yet-valid': 'warn',
  expired: 'stop',
  withdrawn: 'stop',
  malformed: 'stop',
  'bad-signature': 'stop',
}
