import { useState } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { moment, type Office, useList } from '../../oversight/pages/office.ts'
import { addPasskey, endSession, newPasskeyOptions, readOwnSignIn, removePasskey } from '../contract.ts'
import { OwnPassphrase } from './OwnPassphrase.tsx'
import { makePasskey, passkeysWorkHere } from './passkey.ts'

type Own = ReplyOf<typeof readOwnSignIn>
type Told = { tone: 'ok' | 'warn'; key: string }

/** My own ways in, and where I am signed in: for everyone, whatever their role. */
export function MySignIn({ office }: { office: Office }) {
  const { reply: own, failed, again } = useList(office, readOwnSignIn)
  const [told, setTold] = useState<Told>()

  async function done(result: CallResult<unknown>, key: string) {
    if (result.kind === 'ok') setTold({ tone: 'ok', key })
    else {
      if (result.kind === 'problem' && result.problem.status === 401) office.onSignedOut()
      const kind = result.kind === 'offline' ? 'offline' : (result.problem.type.split(':').at(-1) ?? '')
      setTold({ tone: 'warn', key: KINDS[kind] ?? 'access_failed' })
    }
    await again()
    return result.kind === 'ok'
  }
  /** Whether it is kept: until then what was typed stays. */
  async function add(label: string) {
    const asked = await call(office.fetch, newPasskeyOptions, { body: undefined })
    if (asked.kind !== 'ok') return done(asked, '')
    const passkey = await makePasskey(asked.reply.options)
    if (!passkey) {
      setTold({ tone: 'warn', key: 'passkey_not_made' })
      return false
    }
    return done(await call(office.fetch, addPasskey, { body: { label, passkey } }), 'own_added')
  }
  const remove = async (id: string) =>
    done(await call(office.fetch, removePasskey, { params: { id }, body: undefined }), 'own_removed')
  const end = async (id: string) =>
    done(await call(office.fetch, endSession, { params: { id }, body: undefined }), 'own_ended')

  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('own_title')}</h1>
        <p class="hint">{t('own_hint')}</p>
      </div>
      {told && (
        <Note tone={told.tone} live>
          {t(told.key)}
        </Note>
      )}
      {!own && failed && (
        <Note tone="warn" live>
          <p>{t('access_failed_offline')}</p>
          <button type="button" class="button" onClick={again}>
            {t('own_again')}
          </button>
        </Note>
      )}
      {!own && !failed && <Bones lines={4} />}
      {own && <Passkeys own={own} office={office} onAdd={add} onRemove={remove} />}
      {own && <OwnPassphrase fetch={office.fetch} hasPassphrase={own.hasPassphrase} onDone={done} />}
      {own && <Sessions own={own} onEnd={end} />}
    </div>
  )
}

interface PasskeysProps {
  own: Own
  office: Office
  onAdd: (label: string) => Promise<boolean>
  onRemove: (id: string) => Promise<boolean>
}

function Passkeys({ own, office, onAdd, onRemove }: PasskeysProps) {
  const [label, setLabel] = useState('')
  const [error, setError] = useState<string>()
  async function submit(event: Event) {
    event.preventDefault()
    setError(label.trim() ? undefined : t('own_label_missing'))
    if (label.trim() && (await onAdd(label.trim()))) setLabel('')
  }
  return (
    <section class="card stack">
      <h2>{t('own_passkeys')}</h2>
      {own.passkeys.length === 0 && <p class="hint">{t('own_no_passkey')}</p>}
      <ul class="list">
        {own.passkeys.map(({ id, label, createdAt, lastUsedAt }) => (
          <li key={id}>
            <div class="row row-spread grow">
              <div>
                <p class="strong">
                  <bdi>{label}</bdi>
                </p>
                <p class="hint">
                  {t('own_made', { time: moment(createdAt) })}{' '}
                  {lastUsedAt ? t('own_used', { time: moment(lastUsedAt) }) : t('own_not_used')}
                </p>
              </div>
              <Twice
                office={office}
                words={t('own_remove', { label })}
                sure={t('own_remove_sure')}
                onSure={() => onRemove(id)}
              />
            </div>
          </li>
        ))}
      </ul>
      {own.passkeys.length < 2 && <Note tone="info">{t('own_two')}</Note>}
      {passkeysWorkHere() ? (
        <form class="stack" onSubmit={submit} noValidate>
          <TextField
            id="passkey-label"
            label={t('own_label')}
            hint={t('own_label_hint')}
            value={label}
            {...(error ? { error } : {})}
            onInput={setLabel}
          />
          <div>
            <button type="submit" class="button button-primary">
              {t('own_add')}
            </button>
          </div>
        </form>
      ) : (
        <p class="hint">{t('passkey_not_here')}</p>
      )}
    </section>
  )
}

function Sessions({ own: { sessions }, onEnd }: { own: Own; onEnd: (id: string) => Promise<boolean> }) {
  return (
    <section class="card stack">
      <h2>{t('own_sessions')}</h2>
      <ul class="list">
        {sessions.map(({ id, createdAt, seenAt, isThisOne }) => (
          <li key={id}>
            <div class="row row-spread grow">
              <p>
                {t('own_since', { time: moment(createdAt) })} {t('own_seen', { time: moment(seenAt) })}
              </p>
              {isThisOne ? (
                <Tag>{t('own_this_one')}</Tag>
              ) : (
                <button type="button" class="button" onClick={() => onEnd(id)}>
                  {t('own_end')}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div>
          <button type="button" class="button" onClick={() => onEnd('others')}>
            {t('own_end_others')}
          </button>
        </div>
      )}
    </section>
  )
}

/** Pressed twice: nobody loses a way in by a slip of the hand. */
function Twice(props: { office: Office; words: string; sure: string; onSure: () => Promise<boolean> }) {
  const [armed, setArmed] = useState(false)
  const press = () => {
    if (armed) void props.onSure()
    else props.office.after(ARMED_MS, () => setArmed(false))
    setArmed(!armed)
  }
  return (
    <button type="button" class={armed ? 'button button-stop' : 'button'} onClick={press}>
      {armed ? props.sure : props.words}
    </button>
  )
}

const ARMED_MS = 6_000

const KINDS: Record<string, string> = {
  offline: 'access_failed_offline',
  'step-up-needed': 'access_step_up_needed',
  'last-way-in': 'own_last',
  'proof-not-right': 'passkey_not_made',
  'no-passkeys-here': 'passkey_not_here',
  'passphrase-too-common': 'enrol_too_common',
}
