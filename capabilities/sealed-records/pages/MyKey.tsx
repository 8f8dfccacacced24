import { useState } from 'preact/hooks'
import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import { Failed, Title, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import type { Random } from '#platform/base/environment.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { type KnownKey, type Ready, useSealing } from './at-desk.ts'
import { HandOver } from './HandOver.tsx'
import { Notes } from './Notes.tsx'
import { handOverTo, makeOwnKey, trust } from './sealing.ts'

interface Props {
  desk: Desk
  random: Random
}

/** One's own key, colleagues' keys to compare, and all that is sealed to whoever is here. */
export function MyKey({ desk, random }: Props) {
  const { state, again } = useSealing(desk, random)
  return (
    <div class="column">
      <Title words={t('sealed_title')}>{t('sealed_title')}</Title>
      <p class="hint">{t('sealed_hint')}</p>
      {state.kind === 'loading' && <Bones lines={5} />}
      {state.kind === 'failed' && <Failed why={state.why} again={again} />}
      {state.kind === 'ready' && (
        <>
          <OwnKeyCard desk={desk} ready={state.ready} again={again} />
          <section class="card stack">
            <h2>{t('sealed_mine')}</h2>
            <Notes key={state.ready.own?.keyId} desk={desk} ready={state.ready} />
            {state.ready.own && (
              <details>
                <summary>{t('sealed_hand_all')}</summary>
                <HandOver desk={desk} ready={state.ready} onDone={again} />
              </details>
            )}
          </section>
          <Colleagues ready={state.ready} again={again} />
        </>
      )}
    </div>
  )
}

function OwnKeyCard({ desk, ready, again }: { desk: Desk; ready: Ready; again: () => Promise<void> }) {
  const { keys, here, own, known } = ready
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const newest = known.find(({ ownerId }) => ownerId === keys.accountId)
  const isNewest = own !== undefined && own.keyId === newest?.key.keyId

  async function make() {
    if (!here) return
    const result = await makeOwnKey(here)
    setTold(result.kind === 'ok' ? { done: t('sealed_key_made') } : { failed: sentenceFor(desk, result) })
    await again()
  }
  async function move() {
    if (!here || !newest) return
    const result = await handOverTo(here, newest.key, { share: false })
    setTold(
      result.kind === 'ok'
        ? { done: t('sealed_moved', { count: result.reply.records }) }
        : { failed: sentenceFor(desk, result) },
    )
    await again()
  }
  if (!here) return <Note tone="warn">{t('sealed_no_storage')}</Note>
  return (
    <section class="card stack">
      <h2>{t('sealed_own_key')}</h2>
      {!newest && <p>{t('sealed_no_key')}</p>}
      {newest && !isNewest && (
        <Note tone="warn">
          <p>{t('sealed_key_elsewhere')}</p>
          <p>{t('sealed_new_key_what')}</p>
        </Note>
      )}
      {newest && isNewest && (
        <p>
          {t('sealed_fingerprint')}
          <br />
          <bdi class="code">{newest.fingerprint}</bdi>
          <br />
          <span class="hint">{t('sealed_fingerprint_hint')}</span>
        </p>
      )}
      <Told {...told} />
      {newest && own && !isNewest && (
        <button type="button" class="button" onClick={move}>
          {t('sealed_move')}
        </button>
      )}
      {!own && (
        <button type="button" class={newest ? 'button' : 'button button-primary'} onClick={make}>
          {t('sealed_make_key')}
        </button>
      )}
    </section>
  )
}

/** Who compared the characters in person, in this browser alone: no server can say it for them. */
function Colleagues({ ready, again }: { ready: Ready; again: () => Promise<void> }) {
  const others = ready.known.filter(({ ownerId }) => ownerId !== ready.keys.accountId)
  async function confirm({ ownerId, key }: KnownKey) {
    if (ready.here) await trust(ready.here.store, ready.keys, ownerId, key, 'confirmed')
    await again()
  }
  return (
    <section class="card stack">
      <h2>{t('sealed_colleagues')}</h2>
      <p class="hint">{t('sealed_compare_hint')}</p>
      <ul class="list">
        {others.map((other) => {
          const name = other.displayName ?? t('sealed_recovery_name')
          return (
            <li key={other.ownerId}>
              <div class="stack grow">
                <p>
                  <bdi>{name}</bdi>
                  <br />
                  <bdi class="code small">{other.fingerprint}</bdi>
                </p>
                <p class="row">
                  <Tag tone={other.trust === 'confirmed' ? 'ok' : other.trust === 'changed' ? 'stop' : 'plain'}>
                    {t(`sealed_trust_${other.trust}`)}
                  </Tag>
                  {other.trust !== 'confirmed' && ready.here && (
                    <button type="button" class="button" onClick={() => confirm(other)}>
                      {t('sealed_compared', { name })}
                    </button>
                  )}
                </p>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
