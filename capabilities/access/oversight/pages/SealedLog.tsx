import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { readLog, type Verification, verifyAudit } from '../contract-audit.ts'
import { failureOf, moment, type Office, useList } from './office.ts'

/** The newest head, to take away, and whether the log is as it was sealed. */
export function SealedLog({ office }: { office: Office }) {
  const { reply, again } = useList(office, readLog)
  const [copied, setCopied] = useState(false)
  const [running, setRunning] = useState<Verification>()
  const [failed, setFailed] = useState<string>()
  const verification = running ?? reply?.verification

  /** Asks again until it is done: the server works through the log beside everything else. */
  async function verify() {
    const result = await call(office.fetch, verifyAudit, { body: undefined })
    setFailed(result.kind === 'ok' ? undefined : failureOf(office, result))
    if (result.kind === 'ok') watch(result.reply)
  }
  function watch(now: Verification) {
    setRunning(now)
    if (now.state !== 'running') return void again()
    office.after(ASK_AGAIN_MS, async () => {
      const result = await call(office.fetch, readLog, {})
      if (result.kind === 'ok') watch(result.reply.verification)
    })
  }
  const copy = async () => {
    await navigator.clipboard.writeText(reply?.head ?? '')
    setCopied(true)
  }
  return (
    <section class="card stack">
      <h2>{t('audit_log')}</h2>
      <p class="hint">{t('audit_log_hint')}</p>
      {reply?.head ? (
        <>
          <textarea
            class="code small"
            readOnly
            rows={3}
            dir="ltr"
            autocomplete="off"
            aria-label={t('audit_log')}
            value={reply.head}
          />
          <div class="row">
            <button type="button" class="button" onClick={copy}>
              {t('audit_copy')}
            </button>
            <button type="button" class="button" onClick={() => print()}>
              {t('audit_print')}
            </button>
            <button type="button" class="button" disabled={verification?.state === 'running'} onClick={verify}>
              {t('audit_verify')}
            </button>
          </div>
        </>
      ) : (
        <p>{t('audit_log_none')}</p>
      )}
      {copied && (
        <Note tone="ok" live>
          {t('audit_copied')}
        </Note>
      )}
      {failed && (
        <Note tone="warn" live>
          {failed}
        </Note>
      )}
      {verification && verification.state !== 'none' && (
        <Note tone={verification.valid ? 'ok' : verification.state === 'done' ? 'stop' : 'info'} live>
          <p>{verdictIn(verification)}</p>
          {verification.at && <p class="hint">{t('audit_verified_at', { time: moment(verification.at) })}</p>}
        </Note>
      )}
    </section>
  )
}

function verdictIn({ state, valid, size, checked, firstBadIndex }: Verification): string {
  if (state === 'running') return t('audit_verifying', { count: checked })
  if (state !== 'done') return t('audit_failed')
  return valid ? t('audit_valid', { count: size ?? 0 }) : t('audit_not_valid', { index: firstBadIndex ?? 0 })
}

const ASK_AGAIN_MS = 500
