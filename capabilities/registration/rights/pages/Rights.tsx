import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { createText, formatDate, type Text } from '#platform/messages/messages.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { isChildBand } from '../../model.ts'
import { refusalKey } from '../../pages/phone/held.ts'
import { keepFinished, type Phone } from '../../pages/phone/phone.ts'
import { decideConsent, deletePerson, readRights, takeArchive } from '../contract.ts'
import { OwnPurpose } from '../model.ts'
import { Correction } from './Correction.tsx'
import { saveFile } from './save-file.ts'

export interface RightsProps {
  phone: Phone
  accessCode: string
  /** Where names are open; while locked there are none, and all but the archive works. */
  names: ReadonlyMap<string, string>
  onChanged: () => void
  /** Nobody is left: the phone forgets the household too. */
  onGone: () => Promise<void>
}

type Own = ReplyOf<typeof readRights>
type Person = Own['people'][number]
type Open = { kind: 'correct' | 'erase' | 'no-registration'; person: Person; who: string }

/** What people decide about what is held: each purpose, what is wrong, one person alone, everything to take away. */
export function Rights({ phone, accessCode, names, onChanged, onGone }: RightsProps) {
  const own = useSignal<Own | undefined>(undefined)
  const words = useSignal<Text | undefined>(undefined)
  const outcome = useSignal<{ tone: 'ok' | 'stop' | 'warn'; words: string } | undefined>(undefined)
  const open = useSignal<Open | undefined>(undefined)
  const { locale } = language.value
  const { fetch } = phone.network
  const fail = (result: Exclude<CallResult<unknown>, { kind: 'ok' }>) => {
    outcome.value = { tone: 'stop', words: t(refusalKey(result)) }
  }

  async function look() {
    const result = await call(fetch, readRights, { body: { accessCode } })
    if (result.kind === 'ok') own.value = result.reply
    else fail(result)
  }
  useEffect(() => void look(), [])
  useEffect(() => {
    const load = async () => {
      words.value = createText(await phone.laterWords(locale), locale)
    }
    load().catch(() => fail({ kind: 'offline' }))
  }, [locale])

  const w = words.value
  if (!own.value || !w) {
    return outcome.value ? (
      <Note tone="stop" live>
        {outcome.value.words}
      </Note>
    ) : (
      <Bones lines={3} />
    )
  }
  const say = (key: string) => {
    outcome.value = { tone: 'ok', words: w(key) }
  }

  async function decide(person: Person, purpose: Purpose, agreed: boolean) {
    const body = { accessCode, individualId: person.id, purpose, agreed }
    const result = await call(fetch, decideConsent, { body })
    if (result.kind !== 'ok') return fail(result)
    say('rights_decided')
    await look()
  }
  async function erase(person: Person) {
    open.value = undefined
    const result = await call(fetch, deletePerson, { body: { accessCode, individualId: person.id } })
    if (result.kind !== 'ok') return fail(result)
    const { card, householdStays } = result.reply
    if (!householdStays) return onGone()
    const kept = phone.finished.value.find((one) => one.accessCode === accessCode)
    if (kept && card) await keepFinished(phone, { ...kept, ...card, state: 'card' })
    say('rights_deleted_one')
    await look()
    onChanged()
  }
  async function take() {
    const result = await call(fetch, takeArchive, { body: { accessCode, language: locale } })
    if (result.kind === 'problem' && result.problem.status === 423)
      outcome.value = { tone: 'warn', words: w!('rights_archive_locked') }
    else if (result.kind !== 'ok') fail(result)
    else {
      saveFile(result.reply.fileName, result.reply.zip)
      say('rights_archive_saved')
    }
  }

  const shown = own.value
  const isAlone = shown.people.length === 1
  return (
    <>
      {outcome.value && (
        <Note tone={outcome.value.tone} live>
          {outcome.value.words}
        </Note>
      )}
      <Note tone="ok">{t('registration_consent_help_same')}</Note>
      {shown.people.map((person, index) => {
        const who = names.get(person.id) ?? t('registration_person_number', { number: index + 1 })
        const press = (kind: Open['kind']) => () => {
          open.value = { kind, person, who }
        }
        return (
          <section class="card stack" key={person.id} aria-label={`${who}: ${t('registration_consent_label')}`}>
            <h2>
              <bdi>{who}</bdi>
            </h2>
            {!person.isFocalPoint && !isChildBand(person.ageBand) && (
              <p class="hint">{w('rights_adult_alone', { who })}</p>
            )}
            {OwnPurpose.options.map((purpose) => (
              <Decision
                key={purpose}
                {...{ w, purpose, agreed: person.consent[purpose] === true }}
                onDecide={(agreed) => void decide(person, purpose, agreed)}
              />
            ))}
            <button type="button" class="button wide" onClick={press('correct')}>
              {w('rights_correct')}
            </button>
            <button type="button" class="button wide" onClick={press('no-registration')}>
              {w('rights_no_registration')}
            </button>
            {!isAlone && (
              <button type="button" class="button button-stop wide" onClick={press('erase')}>
                <Icon name="bin" />
                {w('rights_delete_one', { who })}
              </button>
            )}
          </section>
        )
      })}
      {shown.corrections.length > 0 && <Asked w={w} corrections={shown.corrections} />}
      <section class="card stack">
        <button type="button" class="button wide" onClick={() => void take()}>
          <Icon name="paper" />
          {w('rights_archive')}
        </button>
        <p class="hint">{w('rights_archive_hint')}</p>
      </section>
      {open.value?.kind === 'correct' && (
        <Correction
          {...{ phone, accessCode, w, own: shown, person: open.value.person, who: open.value.who }}
          onClose={() => (open.value = undefined)}
          onSent={() => {
            open.value = undefined
            say('rights_correct_sent')
            void look()
          }}
        />
      )}
      {open.value && open.value.kind !== 'correct' && (
        <Ending {...{ w, isAlone, ...open.value }} onErase={erase} onClose={() => (open.value = undefined)} />
      )}
    </>
  )
}

type Purpose = (typeof OwnPurpose.options)[number]

/** One purpose: what was said, and the button that says the other thing. */
function Decision({
  w,
  purpose,
  agreed,
  onDecide,
}: {
  w: Text
  purpose: Purpose
  agreed: boolean
  onDecide: (agreed: boolean) => void
}) {
  const name = t(`registration_purpose_${purpose === 'legalHelp' ? 'legal_help' : purpose}`)
  return (
    <div>
      <p>
        <strong>{name}.</strong> {w(agreed ? 'rights_agreed' : 'rights_not_agreed')}
      </p>
      <button type="button" class="button wide" onClick={() => onDecide(!agreed)}>
        {w(agreed ? 'rights_withdraw' : 'rights_agree', { purpose: name })}
      </button>
    </div>
  )
}

function Asked({ w, corrections }: { w: Text; corrections: Own['corrections'] }) {
  return (
    <section class="card">
      <h2>{w('rights_corrections')}</h2>
      <ul class="list">
        {corrections.map(({ id, state, reason, receivedOn }) => (
          <li key={id}>
            <span class="grow">
              {reason ? w(`rights_answer_${reason.replaceAll('-', '_')}`) : w(`rights_correction_${state}`)}
            </span>
            <bdi class="hint">{formatDate(receivedOn, language.value.locale, 'day')}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What cannot be undone is said before, in its own words. */
function Ending({
  w,
  kind,
  person,
  who,
  isAlone,
  onErase,
  onClose,
}: Open & { w: Text; isAlone: boolean; onErase: (person: Person) => Promise<void>; onClose: () => void }) {
  const title = kind === 'erase' ? w('rights_delete_one', { who }) : w('rights_no_registration')
  return (
    <Sheet title={title} closeWord={t('ui_back')} onClose={onClose}>
      {kind === 'no-registration' && <p>{w('rights_no_registration_meaning')}</p>}
      <p>{isAlone ? t('registration_delete_meaning') : w('rights_delete_one_meaning')}</p>
      <Note tone="ok">{t('registration_consent_help_same')}</Note>
      <button type="button" class="button button-stop wide" onClick={() => void onErase(person)}>
        {isAlone ? t('registration_delete_confirm') : w('rights_delete_one', { who })}
      </button>
    </Sheet>
  )
}
