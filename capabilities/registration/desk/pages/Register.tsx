import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { locales } from '#platform/messages/messages.ts'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { ageBandOf, HOUSEHOLD_SIZE_MAX, PhoneNumber } from '../../model.ts'
import { readCounts } from '../contract.ts'
import { type Handed, registerAtDesk } from '../contract-changes.ts'
import { isChildAlone } from '../model.ts'
import { type Desk, sentenceFor, useReply } from './desk.ts'
import { languageWord } from './labels.ts'
import { Choose, PersonFields } from './PersonFields.tsx'
import { emptyDraft, type PersonDraft, readDraft } from './person-draft.ts'
import { Title, Told } from './Screen.tsx'

/** A household that comes to the desk without a phone. The first person speaks for it. */
export function Register({ desk, onHanded }: { desk: Desk; onHanded: (handed: Handed[]) => void }) {
  // One id for one household: pressing again after a lost answer registers nobody twice.
  const [id] = useState(() => desk.newId())
  const [spoken, setSpoken] = useState(language.value.locale)
  const [people, setPeople] = useState<PersonDraft[]>(() => [
    emptyDraft(desk.newId(), { language: language.value.locale, relation: 'focal-point' }),
  ])
  const [phone, setPhone] = useState('')
  const [siteId, setSiteId] = useState('')
  const [errors, setErrors] = useState<FieldError[]>([])
  const [failed, setFailed] = useState<string>()
  const counts = useReply(desk, 'sites', () => call(desk.fetch, readCounts, {}))
  const sites = counts.state.kind === 'ok' ? counts.state.reply.sites : []
  const reads = people.map((draft, index) => readDraft(draft, `person-${index}`, desk.today()))
  const alone = isChildAlone(reads.map(({ person }) => ({ ageBand: ageBandOf(person.birth, desk.today()) })))

  const change = (index: number, draft: PersonDraft) =>
    setPeople(people.map((known, at) => (at === index ? draft : known)))
  const add = () => {
    const [first] = people
    const like = { language: first!.language, nationality: first!.nationality, relation: 'child' as const }
    setPeople([...people, emptyDraft(desk.newId(), like)])
  }
  const chooseLanguage = (chosen: typeof spoken) => {
    // Most households speak one language; each person's can still be changed.
    setPeople(people.map((draft) => (draft.language === spoken ? { ...draft, language: chosen } : draft)))
    setSpoken(chosen)
  }

  async function register(event: Event) {
    event.preventDefault()
    const wrong = reads.flatMap(({ errors }) => errors)
    if (phone.trim() && !PhoneNumber.safeParse(phone.trim()).success)
      wrong.push({ field: 'phone', message: t('desk_phone_wrong') })
    setErrors(wrong)
    if (wrong.length > 0) return
    const result = await call(desk.fetch, registerAtDesk, {
      body: {
        id,
        language: spoken,
        siteId: siteId || null,
        phoneNumber: phone.trim() || null,
        people: reads.map(({ person }, index) => ({
          ...person,
          isFocalPoint: index === 0,
          relation: index === 0 ? 'focal-point' : person.relation,
        })),
      },
    })
    if (result.kind === 'ok') onHanded([result.reply])
    else setFailed(sentenceFor(desk, result))
  }

  return (
    <form class="column" onSubmit={register} noValidate>
      <div>
        <Title words={t('desk_register')}>{t('desk_register')}</Title>
        <p class="hint">{t('desk_register_hint')}</p>
      </div>
      <ErrorSummary errors={errors} />
      <section class="card">
        <div class="person-fields">
          <Choose
            id="household-language"
            label={t('desk_column_language')}
            value={spoken}
            options={locales.map(({ code }) => code)}
            word={languageWord}
            onChoose={chooseLanguage}
          />
          {sites.length > 0 && (
            <div class="field">
              <label for="household-site">{t('desk_site')}</label>
              <select id="household-site" value={siteId} onChange={(event) => setSiteId(event.currentTarget.value)}>
                <option value="">{t('desk_no_site')}</option>
                {sites.map((site) => (
                  <option key={site.id} value={site.id}>
                    {site.name}
                  </option>
                ))}
              </select>
            </div>
          )}
          <TextField
            id="phone"
            type="tel"
            inputMode="tel"
            label={t('desk_phone')}
            value={phone}
            error={errors.find(({ field }) => field === 'phone')?.message}
            onInput={setPhone}
          />
        </div>
      </section>
      {people.map((draft, index) => (
        <section class="card stack" key={draft.id} aria-labelledby={`heading-${draft.id}`}>
          <div class="row row-spread">
            <h2 id={`heading-${draft.id}`}>
              {index === 0 ? t('desk_first_person') : t('desk_person_number', { number: index + 1 })}
            </h2>
            {index > 0 && (
              <button type="button" class="button" onClick={() => setPeople(people.filter((_, at) => at !== index))}>
                <Icon name="bin" size="small" />
                {t('desk_remove_person', { number: index + 1 })}
              </button>
            )}
          </div>
          <PersonFields
            prefix={`person-${index}`}
            draft={draft}
            errors={errors}
            speaks={index === 0}
            withConsent
            onChange={(changed) => change(index, changed)}
          />
        </section>
      ))}
      {alone && (
        <Note tone="stop" icon="child" live>
          {t('desk_child_alone_what')}
        </Note>
      )}
      <Told failed={failed} />
      <div class="row">
        {people.length < HOUSEHOLD_SIZE_MAX && (
          <button type="button" class="button" onClick={add}>
            <Icon name="plus" />
            {t('desk_another_person')}
          </button>
        )}
        <button type="submit" class="button button-primary">
          <Icon name="check" />
          {t('desk_register_do', { count: people.length })}
        </button>
      </div>
    </form>
  )
}
