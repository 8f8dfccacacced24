import { locales } from '#platform/messages/messages.ts'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { FieldMessage } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { type Birth, type Consent, purposes, Relation, Sex, SpecificNeedsCode } from '../../model.ts'
import { NationalityOptions } from './Filters.tsx'
import { consentWord, languageWord, needWord, relationWord, sexWord } from './labels.ts'
import type { PersonDraft } from './person-draft.ts'

interface Props {
  /** Keeps the fields of several people apart. */
  prefix: string
  draft: PersonDraft
  errors: readonly FieldError[]
  /** The one who speaks for the household has no relation to themself. */
  speaks: boolean
  withConsent: boolean
  onChange: (draft: PersonDraft) => void
}

const birthKinds: Birth['kind'][] = ['age', 'year', 'date', 'unknown', 'undisclosed']

/** One person, on one screen: staff write quickly and in any order. Everything may stay unknown. */
export function PersonFields({ prefix, draft, errors, speaks, withConsent, onChange }: Props) {
  const set = (changes: Partial<PersonDraft>) => onChange({ ...draft, ...changes })
  const errorAt = (field: string) => errors.find((error) => error.field === `${prefix}-${field}`)?.message
  const birthInput = {
    id: `${prefix}-birth`,
    'aria-label': t(`desk_birth_kind_${draft.birthKind}`),
    value: draft.birth,
    'aria-invalid': errorAt('birth') ? true : undefined,
    'aria-describedby': errorAt('birth') ? `${prefix}-birth-error` : undefined,
    onInput: (event: { currentTarget: HTMLInputElement }) => set({ birth: event.currentTarget.value }),
  }
  return (
    <div class="person-fields">
      <TextField
        id={`${prefix}-name`}
        label={t('desk_name')}
        hint={t('desk_name_hint')}
        value={draft.name}
        error={errorAt('name')}
        onInput={(name) => set({ name })}
      />
      <Choose
        id={`${prefix}-sex`}
        label={t('desk_sex')}
        value={draft.sex}
        options={Sex.options}
        word={sexWord}
        onChoose={(sex) => set({ sex })}
      />
      <div class={errorAt('birth') ? 'field in-error' : 'field'}>
        <label for={`${prefix}-birth-kind`}>{t('desk_birth')}</label>
        <FieldMessage id={`${prefix}-birth-error`} message={errorAt('birth')} />
        <div class="row row-tight">
          <select
            id={`${prefix}-birth-kind`}
            value={draft.birthKind}
            onChange={(event) => set({ birthKind: event.currentTarget.value as Birth['kind'], birth: '' })}
          >
            {birthKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`desk_birth_kind_${kind}`)}
              </option>
            ))}
          </select>
          {draft.birthKind === 'date' && <input {...birthInput} type="date" autocomplete="off" />}
          {(draft.birthKind === 'year' || draft.birthKind === 'age') && (
            <input {...birthInput} inputMode="numeric" autocomplete="off" size={6} />
          )}
        </div>
      </div>
      {(draft.birthKind === 'unknown' || draft.birthKind === 'undisclosed') && (
        <Choose
          id={`${prefix}-group`}
          label={t('desk_group')}
          value={draft.ageGroup}
          options={['', 'child', 'adult']}
          word={(group) => t(group ? `desk_group_${group}` : 'desk_unknown')}
          onChoose={(ageGroup) => set({ ageGroup })}
        />
      )}
      <div class="field">
        <label for={`${prefix}-nationality`}>{t('desk_column_nationality')}</label>
        <select
          id={`${prefix}-nationality`}
          value={draft.nationality}
          onChange={(event) => set({ nationality: event.currentTarget.value })}
        >
          <NationalityOptions />
        </select>
      </div>
      <Choose
        id={`${prefix}-language`}
        label={t('desk_column_language')}
        value={draft.language}
        options={locales.map(({ code }) => code)}
        word={languageWord}
        onChoose={(language) => set({ language })}
      />
      {!speaks && (
        <Choose
          id={`${prefix}-relation`}
          label={t('desk_relation')}
          value={draft.relation}
          options={Relation.options.filter((relation) => relation !== 'focal-point')}
          word={relationWord}
          onChoose={(relation) => set({ relation })}
        />
      )}
      <fieldset class="field field-wide">
        <legend>{t('desk_needs')}</legend>
        <div class="row row-tight">
          {SpecificNeedsCode.options.map((need) => (
            <label class="check" key={need}>
              <input
                type="checkbox"
                checked={draft.needs.includes(need)}
                onChange={(event) =>
                  set({
                    needs: event.currentTarget.checked
                      ? [...draft.needs, need]
                      : draft.needs.filter((known) => known !== need),
                  })
                }
              />
              <span>{needWord(need)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {withConsent && (
        <ConsentFields prefix={prefix} consent={draft.consent} onChange={(consent) => set({ consent })} />
      )}
    </div>
  )
}

/** Each purpose apart, asked of the person alone; "not asked" is an answer too. */
function ConsentFields({
  prefix,
  consent,
  onChange,
}: {
  prefix: string
  consent: Consent
  onChange: (consent: Consent) => void
}) {
  return (
    <fieldset class="field field-wide">
      <legend>{t('desk_consent')}</legend>
      <p class="hint">{t('desk_consent_hint')}</p>
      <div class="row">
        {purposes.map((purpose) => (
          <div class="field" key={purpose}>
            <label for={`${prefix}-consent-${purpose}`}>{consentWord(purpose)}</label>
            <select
              id={`${prefix}-consent-${purpose}`}
              value={consent[purpose] === null ? '' : consent[purpose] ? 'yes' : 'no'}
              onChange={({ currentTarget: { value } }) =>
                onChange({ ...consent, [purpose]: value === '' ? null : value === 'yes' })
              }
            >
              <option value="">{t('desk_not_asked')}</option>
              <option value="yes">{t('ui_yes')}</option>
              <option value="no">{t('ui_no')}</option>
            </select>
          </div>
        ))}
      </div>
    </fieldset>
  )
}

interface ChooseProps<Value extends string> {
  id: string
  label: string
  value: Value
  options: readonly Value[]
  word: (value: Value) => string
  onChoose: (value: Value) => void
}

/** One of a short list of codes. */
export function Choose<Value extends string>({ id, label, value, options, word, onChoose }: ChooseProps<Value>) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value as Value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {word(option)}
          </option>
        ))}
      </select>
    </div>
  )
}
