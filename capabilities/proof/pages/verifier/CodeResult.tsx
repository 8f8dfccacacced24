import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { ResultPage } from './Result.tsx'

/** All that ten typed characters can tell: whether they were copied right. Never whether the card is valid. */
export function CodeResult({ code, onAgain }: { code: string | undefined; onAgain: () => void }) {
  const key = code ? 'verify_code_right' : 'verify_code_wrong'
  return (
    <ResultPage title={t(key)} words={`${t(key)}. ${t(`${key}_note`)}`} onAgain={onAgain}>
      {code && (
        <p>
          <bdi class="code big-number">{code}</bdi>
        </p>
      )}
      <Note tone={code ? 'info' : 'warn'}>{t(`${key}_note`)}</Note>
    </ResultPage>
  )
}
