import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Bar } from '#platform/ui/pages/Bar.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { stopSpeaking } from '#platform/ui/pages/speech.ts'
import { AccessCodeScreen } from './AccessCodeScreen.tsx'
import { BarSheet } from './BarSheet.tsx'
import { CardScreen } from './CardScreen.tsx'
import { ChildAlone, ChildApart } from './ChildScreens.tsx'
import { MyHousehold } from './MyHousehold.tsx'
import type { Phone, Screen } from './phone.ts'
import { QuestionScreen } from './QuestionScreen.tsx'
import { SetAside } from './SetAside.tsx'
import { Welcome } from './Welcome.tsx'

/** Everything after the language: loaded while the language is being chosen. */
export function Flow({ phone }: { phone: Phone }) {
  const isSheetOpen = useSignal(false)
  const { network, operation, screen } = phone
  useEffect(() => stopSpeaking, [screen.value])
  return (
    <>
      <Bar
        onLanguage={() => {
          isSheetOpen.value = true
        }}
        status={network.hasSignal.value ? undefined : t('ui_no_signal')}
      />
      {operation.value?.card.practice && <p class="practice">{t('ui_practice')}</p>}
      <CurrentScreen phone={phone} screen={screen.value} />
      {isSheetOpen.value && (
        <BarSheet
          phone={phone}
          onClose={() => {
            isSheetOpen.value = false
          }}
        />
      )}
    </>
  )
}

function CurrentScreen({ phone, screen }: { phone: Phone; screen: Screen }) {
  switch (screen.kind) {
    case 'welcome':
      return <Welcome phone={phone} />
    case 'question':
      // The back button can lead to a question of a household that was sent or put away.
      return phone.draft.value ? <QuestionScreen phone={phone} stepId={screen.step} /> : <Welcome phone={phone} />
    case 'child-alone':
      return <ChildAlone phone={phone} />
    case 'child-apart':
      return <ChildApart phone={phone} personId={screen.personId} />
    case 'card':
      return <CardScreen phone={phone} entryId={screen.entryId} />
    case 'code':
      return <AccessCodeScreen phone={phone} entryId={screen.entryId} />
    case 'set-aside':
      return <SetAside phone={phone} />
    case 'mine':
      return <MyHousehold phone={phone} />
  }
}
