import { useState } from 'preact/hooks'
import { type Desk, sentenceFor, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { moment } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { readOutbox, sendAgain } from '../contract.ts'

type Dead = ReplyOf<typeof readOutbox>['dead'][number]

/** What waits, what went, and what could not be sent. Whom a message is for does not stand here. */
export function Outbox({ desk }: { desk: Desk }) {
  const { state, again } = useReply(desk, 'outbox', () => call(desk.fetch, readOutbox, {}))
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  async function tryAgain(id: string) {
    const result = await call(desk.fetch, sendAgain, { params: { id } })
    setTold(result.kind === 'ok' ? { done: t('outbox_waits_again') } : { failed: sentenceFor(desk, result) })
    await again()
  }
  return (
    <div class="column">
      <div>
        <Title words={t('outbox_title')}>{t('outbox_title')}</Title>
        <p class="hint">{t('outbox_hint')}</p>
      </div>
      <Told {...told} />
      <Shown state={state} again={again}>
        {({ setUp, locked, waiting, sentLately, perhapsTwice, dead }) => (
          <>
            {setUp.length === 0 && <Note>{t('outbox_not_set_up')}</Note>}
            {locked && (
              <Note tone="warn" icon="lock">
                {t('outbox_locked')}
              </Note>
            )}
            <section class="card">
              <dl class="facts">
                <dt>{t('outbox_channels')}</dt>
                <dd>{setUp.length > 0 ? setUp.map((channel) => t(`outbox_${channel}`)).join(' · ') : t('ui_no')}</dd>
                <dt>{t('outbox_waiting')}</dt>
                <dd class="numbers">{waiting}</dd>
                <dt>{t('outbox_sent')}</dt>
                <dd class="numbers">{sentLately}</dd>
                <dt>{t('outbox_twice')}</dt>
                <dd class="numbers">{perhapsTwice}</dd>
              </dl>
            </section>
            <section class="card stack">
              <h2>{t('outbox_dead')}</h2>
              {dead.length === 0 && <p class="hint">{t('outbox_none')}</p>}
              <ul class="list">
                {dead.map((message) => (
                  <DeadMessage key={message.id} {...{ message, tryAgain }} />
                ))}
              </ul>
            </section>
          </>
        )}
      </Shown>
    </div>
  )
}

function DeadMessage({ message, tryAgain }: { message: Dead; tryAgain: (id: string) => Promise<void> }) {
  const [isSending, setSending] = useState(false)
  const about = `${t(`outbox_${message.channel}`)} · ${moment(message.queuedAt)}`
  return (
    <li>
      <span class="grow">
        <b>{about}</b>
        <br />
        {t(`outbox_error_${errors.includes(message.error ?? '') ? message.error!.replaceAll('-', '_') : 'other'}`)} ·{' '}
        {t('outbox_tries', { count: message.tries })}
      </span>
      <button
        type="button"
        class="button"
        disabled={isSending}
        aria-label={`${t('outbox_again')}: ${about}`}
        onClick={async () => {
          setSending(true)
          await tryAgain(message.id)
          setSending(false)
        }}
      >
        {t('outbox_again')}
      </button>
    </li>
  )
}

/** What an administrator can do something about has a sentence of its own. */
const errors: readonly string[] = ['refused', 'gone', 'bad-address', 'no-address', 'address-damaged', 'set-up']
