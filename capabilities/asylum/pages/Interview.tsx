import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { call } from '#platform/http/client.ts'
import { locales } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { setInterview } from '../contract-people.ts'
import type { Changed, ClaimFile } from './Claim.tsx'
import { sentenceOf } from './refusing.ts'

const listeners = ['anyone', 'woman', 'man'] as const

/** How the person asked to be heard; of needs only that there are some. */
export function Interview({ desk, file, changed }: { desk: Desk; file: ClaimFile; changed: Changed }) {
  const [language, setLanguage] = useState(file.claim.language)
  const [heardBy, setHeardBy] = useState(file.interview.heardBy)
  const [special, setSpecial] = useState(file.interview.special)
  async function save(event: Event) {
    event.preventDefault()
    const body = { language, heardBy, special }
    const result = await call(desk.fetch, setInterview, { params: { id: file.claim.id }, body })
    await changed(result.kind === 'ok' ? { done: t('asylum_interview_saved') } : { failed: sentenceOf(desk, result) })
  }
  return (
    <section class="card stack">
      <h2>{t('asylum_interview')}</h2>
      <form class="stack" onSubmit={save} noValidate>
        <Choose
          id="interview-language"
          label={t('asylum_interview_language')}
          value={language}
          onChange={(value) => setLanguage(value as typeof language)}
        >
          {locales.map(({ code }) => (
            <option key={code} value={code}>
              {languageWord(code)}
            </option>
          ))}
        </Choose>
        <Choose
          id="heard-by"
          label={t('asylum_heard_by')}
          value={heardBy}
          onChange={(value) => setHeardBy(value as typeof heardBy)}
        >
          {listeners.map((each) => (
            <option key={each} value={each}>
              {t(`asylum_heard_by_${each}`)}
            </option>
          ))}
        </Choose>
        <Choose
          id="special"
          label={t('asylum_special')}
          value={special ? 'yes' : 'no'}
          onChange={(value) => setSpecial(value === 'yes')}
        >
          <option value="no">{t('ui_no')}</option>
          <option value="yes">{t('ui_yes')}</option>
        </Choose>
        <p class="hint">{t('asylum_special_hint')}</p>
        <div>
          <button type="submit" class="button">
            {t('asylum_save')}
          </button>
        </div>
      </form>
    </section>
  )
}
