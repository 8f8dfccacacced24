import { useEffect, useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { saveAs } from '#platform/ui/pages/save-as.ts'
import { checkImport, IMPORT_BYTES_MAX, type ImportSummary, readImportProgress, runImport } from '../contract-files.ts'
import { importColumns } from '../import-columns.ts'
import { type Desk, sentenceFor } from './desk.ts'
import { day } from './labels.ts'
import { Told } from './Screen.tsx'

const PROGRESS_EVERY_MS = 700

/** A list of people from elsewhere: checked first, then taken whole or not at all. */
export function Import({ desk }: { desk: Desk }) {
  const [csv, setCsv] = useState('')
  const [fileName, setFileName] = useState('')
  const [summary, setSummary] = useState<ImportSummary>()
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const [running, setRunning] = useState(false)

  async function choose(file: File | undefined) {
    setSummary(undefined)
    setTold({})
    setFileName(file?.name ?? '')
    if (!file) return
    if (file.size > IMPORT_BYTES_MAX) return setTold({ failed: t('desk_import_too_large') })
    const text = await file.text()
    if (text.trim() === '') return setTold({ failed: t('desk_import_empty') })
    setCsv(text)
    const result = await call(desk.fetch, checkImport, { body: { csv: text } })
    if (result.kind === 'ok') setSummary(result.reply)
    else setTold({ failed: sentenceFor(desk, result) })
  }
  async function run() {
    setRunning(true)
    const result = await call(desk.fetch, runImport, { body: { csv, siteId: null } })
    setRunning(false)
    if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
    setSummary(result.reply)
    setTold({ done: t('desk_import_done', { households: result.reply.households, people: result.reply.people }) })
  }
  const ready = summary !== undefined && summary.errorCount === 0 && summary.importedAt === null
  return (
    <section class="card stack">
      <h2>{t('desk_import')}</h2>
      <p class="hint">{t('desk_import_hint')}</p>
      <div>
        <button
          type="button"
          class="button"
          onClick={() => saveAs('posada-template.csv', `${importColumns.join(',')}\r\n`)}
        >
          <Icon name="save" />
          {t('desk_template')}
        </button>
      </div>
      <div class="row">
        {/* The browser's own words beside a file input are in the browser's language. */}
        <label class="button file-choice">
          <Icon name="paper" />
          {t('desk_import_file')}
          <input
            class="hidden"
            type="file"
            accept=".csv,text/csv"
            // The same file, put right meanwhile, can be chosen again.
            onClick={(event) => (event.currentTarget.value = '')}
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
        </label>
        <bdi>{fileName}</bdi>
      </div>
      {summary && (
        <p role="status">{t('desk_import_found', { households: summary.households, people: summary.people })}</p>
      )}
      {summary?.importedAt && !told.done && (
        <Told failed={t('desk_import_before', { date: day(summary.importedAt) })} />
      )}
      {summary && summary.errorCount > 0 && <Errors summary={summary} />}
      {ready && (
        <div>
          <button type="button" class="button button-primary" aria-busy={running} onClick={() => !running && run()}>
            {t('desk_import_do', { count: summary.people })}
          </button>
        </div>
      )}
      {running && <Progress desk={desk} />}
      <Told {...told} />
    </section>
  )
}

function Errors({ summary }: { summary: ImportSummary }) {
  return (
    <div class="stack">
      <h3>{t('desk_import_errors', { count: summary.errorCount })}</h3>
      <p>{t('desk_import_nothing')}</p>
      <div class="table-card">
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{t('desk_import_row')}</th>
              <th scope="col">{t('desk_import_column')}</th>
              <th scope="col">{t('desk_import_what')}</th>
            </tr>
          </thead>
          <tbody>
            {summary.errors.map(({ row, column, code, message }) => (
              <tr key={`${row}${column}${code}`}>
                <td class="numbers">{row}</td>
                <td>
                  <code>{column}</code>
                </td>
                <td>
                  <bdi lang="en">{message}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** How far it is; asked for while it runs. */
function Progress({ desk }: { desk: Desk }) {
  const [progress, setProgress] = useState({ done: 0, of: 0 })
  useEffect(() => {
    let cancel = () => {}
    const ask = async () => {
      const result = await call(desk.fetch, readImportProgress, {})
      if (result.kind === 'ok' && result.reply.running) setProgress(result.reply)
      cancel = desk.after(PROGRESS_EVERY_MS, ask)
    }
    cancel = desk.after(PROGRESS_EVERY_MS, ask)
    return () => cancel()
  }, [])
  return (
    <p role="status">
      <progress class="meter" max={progress.of || 1} value={progress.done} aria-label={t('desk_import_progress')} />
      <span class="numbers">{t('desk_import_so_far', { done: progress.done, of: progress.of })}</span>
    </p>
  )
}
