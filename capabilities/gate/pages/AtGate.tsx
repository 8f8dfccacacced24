import { useEffect, useRef, useState } from 'preact/hooks'
import { type Desk, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { Shown } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Stepper } from '#platform/ui/pages/Stepper.tsx'
import { type GateToday, pressAtGate, readGateToday, undoPress } from '../contract.ts'
import { insideOf, type Press } from '../counting.ts'
import { adviseGate } from '../letting-in.ts'
import { meanPartySize } from '../model.ts'
import { Advised } from './Advised.tsx'
import type { Kept } from './GatePages.tsx'
import { IssueAgain } from './IssueAgain.tsx'
import { gateSentence } from './words.ts'

const LOOK_EVERY_MS = 15_000
/** Nobody has pressed for ten minutes: then the page asks no more, because asking keeps the session alive. */
const LOOKS_MAX = 40
const FAMILY_SIZES = [1, 2, 3, 4, 5, 6, 7, 8]

/** What the person at the gate has in hand: let in or pause, and the counts it comes from. */
export function AtGate({ desk, siteId, kept }: { desk: Desk; siteId: string; kept: Kept }) {
  const params = { id: siteId }
  const { state, again } = useReply(desk, siteId, () => call(desk.fetch, readGateToday, { params }))
  const [pressed, setPressed] = useState<GateToday>()
  const [said, setSaid] = useState<{ done?: string; failed?: string; last?: string; retry?: () => void }>({})
  const looks = useRef(0)
  const [isOld, setIsOld] = useState(false)

  // What others at the gate press is seen within seconds.
  useEffect(() => {
    let end = () => {}
    const look = () => {
      end = desk.after(LOOK_EVERY_MS, async () => {
        if (looks.current++ >= LOOKS_MAX) return setIsOld(true)
        const result = await call(desk.fetch, readGateToday, { params })
        if (result.kind === 'ok') newer(result.reply)
        look()
      })
    }
    if (!isOld) look()
    return () => end()
  }, [isOld])
  const newer = (reply: GateToday) => setPressed((known) => (known ? newest(reply, known) : reply))

  async function press({ kind, number }: Press, id = desk.newId()) {
    looks.current = 0
    setIsOld(false)
    const result = await call(desk.fetch, pressAtGate, { params, body: { id, kind, number } })
    if (result.kind === 'ok') {
      newer(result.reply)
      return setSaid({ done: t(`gate_done_${kind}`, { number }), last: id })
    }
    // The same id: if it had arrived after all, it counts once.
    setSaid({ failed: gateSentence(desk, result), retry: () => void press({ kind, number }, id) })
  }
  async function undo(pressId: string) {
    const result = await call(desk.fetch, undoPress, { params, body: { pressId } })
    if (result.kind !== 'ok') return setSaid({ failed: gateSentence(desk, result), retry: () => void undo(pressId) })
    newer(result.reply)
    setSaid({ done: t('gate_done_undone') })
  }

  return (
    <Shown state={state} again={again}>
      {(first) => {
        const today = pressed ? newest(first, pressed) : first
        const inside = insideOf(today)
        const size = { ...kept.gate, partySize: meanPartySize(kept.gate) }
        const advice = adviseGate(size, { inside, countersOpen: today.countersOpen, paused: today.paused })
        return (
          <>
            <Advised advice={advice} inside={inside} gate={kept.gate} countersOpen={today.countersOpen} />
            {isOld && (
              <Note tone="warn">
                <div class="row row-spread">
                  <span>{t('gate_old')}</span>
                  <button
                    type="button"
                    class="button"
                    onClick={() => {
                      looks.current = 0
                      setIsOld(false)
                      void again()
                    }}
                  >
                    {t('gate_look_again')}
                  </button>
                </div>
              </Note>
            )}
            <Said {...said} onUndo={undo} />
            <div class="columns no-print">
              <Sizes kind="came" onPress={press} />
              <Sizes kind="went" onPress={press} />
            </div>
            <div class="columns no-print">
              <Stepper
                label={t('gate_counters_open')}
                value={today.countersOpen}
                max={200}
                onChange={(number) => void press({ kind: 'counters', number })}
              />
              <div class="card stack">
                <p>{t(today.paused === 'by-hand' ? 'gate_open_hint' : 'gate_pause_hint')}</p>
                <button
                  type="button"
                  class="button wide"
                  onClick={() => press({ kind: today.paused === 'by-hand' ? 'open' : 'pause', number: 0 })}
                >
                  {t(today.paused === 'by-hand' ? 'gate_open' : 'gate_pause')}
                </button>
              </div>
            </div>
            <IssueAgain {...{ desk, kept, today }} />
          </>
        )
      }}
    </Shown>
  )
}

/** Replies may overtake each other: the later day counts, then what has more presses. */
const newest = (one: GateToday, other: GateToday) =>
  (one.day === other.day ? one.version >= other.version : one.day > other.day) ? one : other

/** One press for one family, by its size. */
function Sizes({ kind, onPress }: { kind: 'came' | 'went'; onPress: (press: Press) => unknown }) {
  return (
    <section class="card stack" aria-labelledby={`gate-${kind}`}>
      <h2 id={`gate-${kind}`}>{t(`gate_${kind}`)}</h2>
      <p class="hint">{t(`gate_${kind}_hint`)}</p>
      <div class="gate-sizes">
        {FAMILY_SIZES.map((number) => (
          <button
            key={number}
            type="button"
            class={kind === 'came' ? 'button button-primary' : 'button'}
            aria-label={t(`gate_${kind}_people`, { number })}
            onClick={() => onPress({ kind, number })}
          >
            <bdi dir="ltr">
              {kind === 'came' ? '+' : '−'}
              {number}
            </bdi>
          </button>
        ))}
      </div>
    </section>
  )
}

interface SaidProps {
  done?: string
  failed?: string
  last?: string
  retry?: () => void
  onUndo: (pressId: string) => unknown
}

function Said({ done, failed, last, retry, onUndo }: SaidProps) {
  if (!done && !failed) return null
  return (
    <Note tone={failed ? 'warn' : 'ok'} live>
      <div class="row row-spread">
        <span>{failed ?? done}</span>
        {failed && retry && (
          <button type="button" class="button" onClick={retry}>
            {t('desk_try_again')}
          </button>
        )}
        {last && (
          <button type="button" class="button" onClick={() => onUndo(last)}>
            <Icon name="undo" />
            {t('ui_undo')}
          </button>
        )}
      </div>
    </Note>
  )
}
