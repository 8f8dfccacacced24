import { useState } from 'preact/hooks'
import type { PaperKind } from '#capabilities/proof/model.ts'
import { languageWord } from '#capabilities/registration/desk/pages/labels.ts'
import { call } from '#platform/http/client.ts'
import { type Locale, locales } from '#platform/messages/messages.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { issuePaper } from '../contract.ts'
import { detailsOf, draftOf, languagesOfPaper, type PaperDraft, PaperFields } from './PaperFields.tsx'
import type { Given, Register } from './Papers.tsx'
import { sentenceOfPaper } from './refusing.ts'

/** A paper for one person of the claim. Nothing is offered that would be refused for the claim's sake. */
export function IssuePaper({ desk, claimId, register, called, changed }: Given & { register: Register }) {
  const kinds = register.kinds.filter(({ why }) => why === null)
  const [id] = useState(() => desk.newId())
  const [kind, setKind] = useState<PaperKind>(kinds[0]?.kind ?? 'constancia')
  const [individualId, setIndividualId] = useState(register.people[0]?.id ?? '')
  const [language, setLanguage] = useState<Locale>(register.language)
  const [typed, setTyped] = useState<PaperDraft>({})
  const languages = languagesOfPaper(register, language)
  const draft = { ...draftOf(kind, register.meetings), ...typed }
  if (kinds.length === 0 || register.people.length === 0) return <p class="hint">{t('paper_nothing_to_issue')}</p>
  async function issue(event: Event) {
    event.preventDefault()
    const details = detailsOf(kind, draft, { today: register.today, languages })
    if (typeof details === 'string') return changed({ failed: details })
    const body = { id, individualId, language, details }
    const result = await call(desk.fetch, issuePaper, { params: { id: claimId }, body })
    await changed(result.kind === 'ok' ? { done: t('paper_issued') } : { failed: sentenceOfPaper(desk, result) })
  }
  return (
    <details>
      <summary>{t('paper_issue')}</summary>
      <form class="stack" onSubmit={issue} noValidate>
        <Choose id="paper-kind" label={t('paper_which')} value={kind} onChange={(value) => setKind(value as PaperKind)}>
          {kinds.map((each) => (
            <option key={each.kind} value={each.kind}>
              {t(`paper_kind_${each.kind}`)}
            </option>
          ))}
        </Choose>
        <Choose id="paper-for" label={t('paper_for')} value={individualId} onChange={setIndividualId}>
          {register.people.map((person) => (
            <option key={person.id} value={person.id}>
              {called(person.id)}
            </option>
          ))}
        </Choose>
        <Choose
          id="paper-language"
          label={t('paper_language')}
          value={language}
          onChange={(value) => setLanguage(value as Locale)}
        >
          {locales.map(({ code }) => (
            <option key={code} value={code}>
              {languageWord(code)}
            </option>
          ))}
        </Choose>
        <p class="hint">{t('paper_language_hint')}</p>
        <PaperFields
          {...{ prefix: 'paper-new', kind, today: register.today, languages, draft }}
          set={(name, value) => setTyped({ ...typed, [name]: value })}
        />
        <div>
          <button type="submit" class="button button-primary">
            <Icon name="paper" />
            {t('paper_issue_now')}
          </button>
        </div>
      </form>
    </details>
  )
}
