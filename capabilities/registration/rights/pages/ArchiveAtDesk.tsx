import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { type Desk, sentenceFor } from '../../desk/pages/desk.ts'
import { Told } from '../../desk/pages/Screen.tsx'
import type { locales } from '../../model.ts'
import { takeArchiveAtDesk } from '../contract-desk.ts'
import { saveFile } from './save-file.ts'

/** For people without a phone: the same archive, in the household's own language. */
export function ArchiveAtDesk({ desk, id, language }: { desk: Desk; id: string; language: (typeof locales)[number] }) {
  const [failed, setFailed] = useState<string>()
  async function take() {
    const body = { purpose: 'person-asked' as const, language }
    const result = await call(desk.fetch, takeArchiveAtDesk, { params: { id }, body })
    if (result.kind === 'ok') saveFile(result.reply.fileName, result.reply.zip)
    setFailed(result.kind === 'ok' ? undefined : sentenceFor(desk, result))
  }
  return (
    <section class="card stack">
      <button type="button" class="button" onClick={take}>
        {t('archive_at_desk')}
      </button>
      <p class="hint">{t('archive_at_desk_hint')}</p>
      <Told failed={failed} />
    </section>
  )
}
