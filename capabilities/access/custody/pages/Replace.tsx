import { useSignal } from '@preact/signals'
import { call, type Fetch } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { whoAmI } from '../../contract.ts'
import { CUSTODIAN_WORDS_LENGTH_MIN } from '../../model.ts'
import { replaceCustodian } from '../contract.ts'
import { ChooseCustodian, failureKey } from './GiveWords.tsx'

/** Two custodians at this computer give a third new words. */
export function Replace({ fetch, onDone }: { fetch: Fetch; onDone: () => Promise<void> }) {
  const lost = useSignal(3)
  const words = useSignal(['', '', '', ''])
  const fresh = useSignal('')
  const told = useSignal<{ tone: 'ok' | 'warn'; key: string } | undefined>(undefined)
  const others = [1, 2, 3].filter((ordinal) => ordinal !== lost.value)

  async function replace(event: Event) {
    event.preventDefault()
    if (fresh.value.length < CUSTODIAN_WORDS_LENGTH_MIN) {
      told.value = { tone: 'warn', key: 'custody_new_words_wrong' }
      return
    }
    const me = await call(fetch, whoAmI, {})
    if (me.kind !== 'ok') {
      told.value = { tone: 'warn', key: failureKey(me) }
      return
    }
    const custodians = others.map((ordinal) => ({ ordinal, passphrase: words.value[ordinal]! }))
    const replaced = { ordinal: lost.value, passphrase: fresh.value }
    words.value = ['', '', '', '']
    fresh.value = ''
    const body = { operationId: me.reply.operation.id, custodians, replaced }
    const result = await call(fetch, replaceCustodian, { body })
    if (result.kind === 'ok') await onDone()
    told.value =
      result.kind === 'ok' ? { tone: 'ok', key: 'custody_replaced' } : { tone: 'warn', key: failureKey(result) }
  }
  return (
    <form class="card form" onSubmit={replace} noValidate>
      <h2>{t('custody_replace')}</h2>
      <p class="hint">{t('custody_replace_hint')}</p>
      {told.value && (
        <Note tone={told.value.tone} live>
          {t(told.value.key)}
        </Note>
      )}
      <ChooseCustodian id="lost" label={t('custody_lost')} value={lost.value} onChange={(n) => (lost.value = n)} />
      {others.map((ordinal) => (
        <TextField
          key={ordinal}
          id={`words-of-${ordinal}`}
          type="password"
          label={t('custody_words_of', { number: ordinal })}
          value={words.value[ordinal]!}
          onInput={(typed) => (words.value = words.value.with(ordinal, typed))}
        />
      ))}
      <TextField
        id="new-words"
        type="password"
        label={t('custody_new_words')}
        value={fresh.value}
        onInput={(typed) => (fresh.value = typed)}
      />
      <div>
        <button type="submit" class="button">
          {t('custody_replace')}
        </button>
      </div>
    </form>
  )
}
