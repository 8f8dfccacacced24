import { useState } from 'preact/hooks'
import { withSecondPerson } from '#capabilities/access/oversight/pages/second-person.ts'
import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Failed, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import type { Random } from '#platform/base/environment.ts'
import { seedOf } from '#platform/sealed/recovery-words.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { type Ready, useSealing } from './at-desk.ts'
import { makeRecoveryKey, RECOVERY, recoverWith } from './sealing.ts'

interface Props {
  desk: Desk
  random: Random
}

/** Whose words on paper bring sealed records back, and the page where they type them. */
export function Recovery({ desk, random }: Props) {
  const { state, again } = useSealing(desk, random)
  return (
    <div class="column">
      <Title words={t('sealed_recovery_title')}>{t('sealed_recovery_title')}</Title>
      <p class="hint">{t('sealed_recovery_hint')}</p>
      {state.kind === 'loading' && <Bones lines={4} />}
      {state.kind === 'failed' && <Failed why={state.why} again={again} />}
      {state.kind === 'ready' && (
        <>
          <Words desk={desk} random={random} ready={state.ready} again={again} />
          {desk.may('recover-sealed-records') && <BringBack desk={desk} ready={state.ready} />}
        </>
      )}
    </div>
  )
}

function Words({ desk, random, ready, again }: Props & { ready: Ready; again: () => Promise<void> }) {
  // Shown once, and nowhere but here: leaving the page is the end of them.
  const [words, setWords] = useState<string[]>([])
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const current = ready.known.find(({ ownerId }) => ownerId === RECOVERY)

  async function make() {
    setTold({})
    let words: string[] = []
    const result = await withSecondPerson(desk.fetch, { act: 'name-recovery-key' }, async (agreementId) => {
      const made = await makeRecoveryKey({ fetch: desk.fetch, random }, agreementId)
      words = made.words
      return made.result
    })
    if (result.kind === 'asked') return setTold({ done: t('sealed_recovery_asked') })
    if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
    setWords(words)
    await again()
  }
  return (
    <section class="card stack">
      <h2>{t('sealed_recovery_name')}</h2>
      {current ? (
        <p>
          {t('sealed_recovery_since', { date: day(current.key.since) })}
          <br />
          <bdi class="code">{current.fingerprint}</bdi>
        </p>
      ) : (
        <p>{t('sealed_recovery_none')}</p>
      )}
      <Told {...told} />
      {words.length > 0 ? (
        <>
          <Note tone="warn" live>
            {t('sealed_recovery_once')}
          </Note>
          <ol class="sealed-words" lang="en" dir="ltr">
            {words.map((word, index) => (
              // A word may stand twice; its place is what tells it apart.
              <li key={`${index}-${word}`}>{word}</li>
            ))}
          </ol>
          <button type="button" class="button button-primary" onClick={() => setWords([])}>
            {t('sealed_recovery_written')}
          </button>
        </>
      ) : (
        <button type="button" class="button" onClick={make}>
          {t('sealed_recovery_make')}
        </button>
      )}
    </section>
  )
}

function BringBack({ desk, ready }: { desk: Desk; ready: Ready }) {
  const { keys } = ready
  const [typed, setTyped] = useState('')
  const [from, setFrom] = useState('')
  const [toId, setTo] = useState('')
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})

  async function bring(event: Event) {
    event.preventDefault()
    const to = keys.officers.find(({ accountId }) => accountId === toId)
    if (!from || !to) return setTold({ failed: t('sealed_for_missing') })
    const seed = await seedOf(typed)
    if (!seed) return setTold({ failed: t('sealed_words_wrong') })
    const result = await recoverWith(seed, { fetch: desk.fetch }, keys, { fromAccountId: from, to })
    seed.fill(0)
    if (result.kind === 'unknown-words') return setTold({ failed: t('sealed_words_unknown') })
    if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
    setTyped('')
    setTold({ done: t('sealed_recovered', { count: result.reply.versions }) })
  }
  const choose = (id: string, label: string, value: string, set: (value: string) => void, people: Person[]) => (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="" />
        {people.map(({ accountId, displayName }) => (
          <option key={accountId} value={accountId}>
            {displayName}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <section class="card stack">
      <h2>{t('sealed_recover')}</h2>
      <form class="form" onSubmit={bring}>
        {choose('recover-from', t('sealed_from'), from, setFrom, keys.holders)}
        {choose('recover-to', t('sealed_to'), toId, setTo, keys.officers)}
        <div class="field">
          <label for="recover-words">{t('sealed_words')}</label>
          <textarea
            id="recover-words"
            dir="ltr"
            rows={4}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <Told {...told} />
        <button type="submit" class="button">
          {t('sealed_recover')}
        </button>
      </form>
    </section>
  )
}

type Person = { accountId: string; displayName: string }
