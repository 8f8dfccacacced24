import { useSignal } from '@preact/signals'
import { fromBase64url, newId, toBase64url } from '#platform/base/ids.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import type { Text } from '#platform/messages/messages.ts'
import { Choice } from '#platform/ui/pages/Choice.tsx'
import { DateField } from '#platform/ui/pages/DateField.tsx'
import { FieldMessage } from '#platform/ui/pages/ErrorSummary.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { sealEnvelope } from '#platform/vault/seal.ts'
import { isChildBand, Relation, SpecificNeedsCode } from '../../model.ts'
import { type DateRefusal, isRefusal, readBirthDate, readYearOrAge } from '../../pages/phone/age.ts'
import { countriesIn } from '../../pages/phone/country-names.ts'
import { refusalKey } from '../../pages/phone/held.ts'
import { nationalityWord, needsWords, relationWord, sexWord } from '../../pages/phone/person-words.ts'
import { type Phone, todayOf } from '../../pages/phone/phone.ts'
import { askCorrection, type readRights } from '../contract.ts'
import { CorrectionChange, type CorrectionField, correctionBinding } from '../model.ts'

interface Props {
  phone: Phone
  accessCode: string
  w: Text
  own: ReplyOf<typeof readRights>
  person: ReplyOf<typeof readRights>['people'][number]
  who: string
  onClose: () => void
  onSent: () => void
}

/** The element where the right answer goes. */
const ID = 'correction-value'

const fields: readonly CorrectionField[] = ['name', 'birth', 'sex', 'nationality', 'relation', 'needs']

/** One thing that is wrong and what is right, sealed on this phone before it is sent. */
export function Correction({ phone, accessCode, w, own, person, who, onClose, onSent }: Props) {
  const field = useSignal<CorrectionField>('name')
  const text = useSignal('')
  const date = useSignal({ day: '', month: '', year: '' })
  const isYearOnly = useSignal(false)
  const short = useSignal('')
  const chosen = useSignal<readonly string[]>([])
  /** What is wrong, and in which part of a date. Sending may fail too: what was typed stays. */
  const wrong = useSignal<{ message: string; part?: DateRefusal['part'] } | undefined>(undefined)
  const failed = useSignal('')
  const { locale } = language.value

  function change(): CorrectionChange | undefined {
    const today = todayOf(phone)
    const birth = isYearOnly.value ? readYearOrAge(short.value, today) : readBirthDate(date.value, locale, today)
    if (field.value === 'birth' && isRefusal(birth)) {
      wrong.value = { message: t(birth.key, { year: today.slice(0, 4) }), part: birth.part }
      return
    }
    const value = { name: text.value, birth, needs: chosen.value }[field.value as string]
    const parsed = CorrectionChange.safeParse({ field: field.value, value: value ?? chosen.value[0] })
    wrong.value = parsed.success ? undefined : { message: w('rights_correct_fill') }
    return parsed.success ? parsed.data : undefined
  }
  async function send() {
    failed.value = ''
    const wanted = change()
    if (!wanted) {
      const isDate = field.value === 'birth' && !isYearOnly.value
      document.getElementById(isDate ? `${ID}-${wrong.value?.part}` : ID)?.focus()
      return
    }
    const id = newId(phone.env.random)
    const content = { version: 1, correctionId: id, individualId: person.id, change: wanted }
    const { info, aad } = correctionBinding(own.operationId, id)
    const key = fromBase64url(own.intakePublicKey)
    if (!key) return
    const sealed = await sealEnvelope(key, new TextEncoder().encode(JSON.stringify(content)), info, aad)
    const body = { accessCode, id, individualId: person.id, envelope: toBase64url(sealed) }
    const result = await call(phone.network.fetch, askCorrection, { body })
    if (result.kind === 'ok') return onSent()
    const isMany = result.kind === 'problem' && result.problem.type.endsWith('too-many-corrections')
    failed.value = isMany ? w('rights_correct_many') : t(refusalKey(result))
  }
  const message = wrong.value?.message
  const choices = choicesOf(field.value, !isChildBand(person.ageBand), locale)
  return (
    <Sheet title={`${w('rights_correct')}: \u2068${who}\u2069`} closeWord={t('ui_back')} onClose={onClose}>
      <fieldset class="field">
        <legend>{w('rights_correct_what')}</legend>
        {fields
          // Who speaks for the household has no relation to themself.
          .filter((one) => !(one === 'relation' && person.isFocalPoint))
          .map((one) => (
            <Choice
              key={one}
              name="correction-field"
              value={one}
              label={t(`registration_${one}_label`)}
              checked={field.value === one}
              onChoose={(value) => {
                field.value = value
                chosen.value = []
                wrong.value = undefined
              }}
            />
          ))}
      </fieldset>
      {field.value === 'name' && (
        <TextField
          id={ID}
          label={w('rights_correct_right')}
          value={text.value}
          error={message}
          onInput={(value) => (text.value = value)}
        />
      )}
      {field.value === 'birth' && (
        <>
          {isYearOnly.value ? (
            <TextField
              id={ID}
              label={t('registration_year_or_age')}
              hint={t('registration_year_or_age_hint')}
              inputMode="numeric"
              value={short.value}
              error={message}
              onInput={(value) => (short.value = value)}
            />
          ) : (
            <DateField
              id={ID}
              legend={w('rights_correct_right')}
              hint={t('registration_birth_hint')}
              value={date.value}
              error={message ? { part: wrong.value?.part ?? 'day', message } : undefined}
              onInput={(value) => (date.value = value)}
            />
          )}
          <button
            type="button"
            class="button wide"
            onClick={() => {
              wrong.value = undefined
              isYearOnly.value = !isYearOnly.value
            }}
          >
            {t(isYearOnly.value ? 'registration_know_the_day' : 'registration_only_year_or_age')}
          </button>
        </>
      )}
      {field.value === 'nationality' && (
        <div class={message ? 'field in-error' : 'field'}>
          <label for={ID}>{w('rights_correct_right')}</label>
          <FieldMessage id={`${ID}-error`} message={message} />
          <select
            id={ID}
            aria-describedby={message ? `${ID}-error` : undefined}
            onChange={(event) => (chosen.value = [event.currentTarget.value])}
          >
            <option value="">–</option>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      {(field.value === 'sex' || field.value === 'relation' || field.value === 'needs') && (
        <fieldset class={message ? 'field in-error' : 'field'} id={ID} tabIndex={-1}>
          <legend>{w('rights_correct_right')}</legend>
          <FieldMessage id={`${ID}-error`} message={message} />
          {choices.map(({ value, label }) => (
            <Choice
              key={value}
              name="correction-value"
              value={value}
              label={label}
              several={field.value === 'needs'}
              checked={chosen.value.includes(value)}
              onChoose={(one, isOn) => {
                const others = field.value === 'needs' ? chosen.value.filter((each) => each !== one) : []
                chosen.value = isOn ? [...others, one] : others
              }}
            />
          ))}
        </fieldset>
      )}
      {failed.value && (
        <Note tone="stop" live>
          {failed.value}
        </Note>
      )}
      <button type="button" class="button button-primary wide" onClick={() => void send()}>
        {w('rights_correct_send')}
      </button>
    </Sheet>
  )
}

function choicesOf(field: CorrectionField, isAdult: boolean, locale: typeof language.value.locale) {
  const inWords = <T extends string>(values: readonly T[], word: (value: T) => string) =>
    values.map((value) => ({ value: value as string, label: word(value) }))
  if (field === 'sex') return inWords(['female', 'male', 'other', 'undisclosed'], (sex) => sexWord(sex, isAdult))
  if (field === 'relation')
    return inWords(
      Relation.options.filter((relation) => relation !== 'focal-point'),
      relationWord,
    )
  if (field === 'needs') return inWords(SpecificNeedsCode.options, (need) => needsWords([need]))
  if (field !== 'nationality') return []
  const countries = countriesIn(locale).map(({ code, name }) => ({ value: code, label: name }))
  return [...countries, ...inWords(['stateless', 'undisclosed'], (code) => nationalityWord(code, locale))]
}
