import { useSignal } from '@preact/signals'
import { language, t } from '#platform/ui/pages/language.ts'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { Answer, Answers, NoAnswer, Saved } from './Answers.tsx'
import { countriesIn, searchCountries } from './country-names.ts'
import { withPerson } from './draft.ts'
import type { PersonProps } from './PersonQuestions.tsx'
import { asked } from './who.ts'

/** A country by search over all of ISO 3166, stateless, or neither. */
export function NationalityQuestion({ draft, person, frame, answer }: PersonProps) {
  const search = useSignal('')
  const countries = countriesIn(language.value.locale)
  const found = searchCountries(countries, search.value)
  const tell = (nationality: string) => answer(withPerson(draft, person.id, { nationality }))
  const chosen = countries.find(({ code }) => code === person.nationality)
  const shown = chosen && !search.value ? [chosen, ...found.filter((country) => country !== chosen)] : found
  return (
    <Question title={asked('nationality', draft, person)} {...frame}>
      <TextField
        id="country-search"
        type="search"
        label={t('registration_country_search')}
        value={search.value}
        onInput={(value) => {
          search.value = value
        }}
      />
      <p class="hint" role="status">
        {search.value && t('registration_countries_found', { count: found.length })}
      </p>
      <Answers>
        {shown.map(({ code, name }) => (
          <Answer key={code} label={name} isChosen={person.nationality === code} onPress={() => tell(code)} />
        ))}
        <Answer
          label={t('registration_stateless')}
          explanation={t('registration_stateless_hint')}
          isChosen={person.nationality === 'stateless'}
          onPress={() => tell('stateless')}
        />
      </Answers>
      <NoAnswer onUnknown={() => tell('undisclosed')} onNotSaid={() => tell('undisclosed')} />
      <Saved />
    </Question>
  )
}
