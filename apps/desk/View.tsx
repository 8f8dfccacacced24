import { useEffect } from 'preact/hooks'
import { Keys } from '#capabilities/access/custody/pages/Keys.tsx'
import { AuditLog } from '#capabilities/access/oversight/pages/AuditLog.tsx'
import { Oversight } from '#capabilities/access/oversight/pages/Oversight.tsx'
import { Accounts } from '#capabilities/access/pages/Accounts.tsx'
import { MySignIn } from '#capabilities/access/sign-in/pages/MySignIn.tsx'
import { AppointmentPages, isAppointmentPath } from '#capabilities/appointments/pages/AppointmentPages.tsx'
import { AppointmentsOfHousehold } from '#capabilities/appointments/pages/AppointmentsOfHousehold.tsx'
import { Claim } from '#capabilities/asylum/pages/Claim.tsx'
import { Claims } from '#capabilities/asylum/pages/Claims.tsx'
import { ClaimsOfHousehold } from '#capabilities/asylum/pages/ClaimsOfHousehold.tsx'
import { ProcedureSettings } from '#capabilities/asylum/pages/ProcedureSettings.tsx'
import { Health } from '#capabilities/health/pages/Health.tsx'
import { Stops } from '#capabilities/journeys/pages/Stops.tsx'
import { Totals } from '#capabilities/journeys/pages/Totals.tsx'
import { Outbox } from '#capabilities/messages/pages/Outbox.tsx'
import type { Handed } from '#capabilities/registration/desk/contract-changes.ts'
import { Conflicts } from '#capabilities/registration/desk/pages/Conflicts.tsx'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Files } from '#capabilities/registration/desk/pages/Files.tsx'
import { Household } from '#capabilities/registration/desk/pages/Household.tsx'
import { Quarantine } from '#capabilities/registration/desk/pages/Quarantine.tsx'
import { Register } from '#capabilities/registration/desk/pages/Register.tsx'
import { Registrations } from '#capabilities/registration/desk/pages/Registrations.tsx'
import { Failed, Title } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Search } from '#capabilities/registration/desk/pages/Search.tsx'
import { Invitations } from '#capabilities/registration/pages/invitation/Invitations.tsx'
import { Corrections } from '#capabilities/registration/rights/pages/Corrections.tsx'
import { Retention } from '#capabilities/registration/rights/pages/Retention.tsx'
import { MyKey } from '#capabilities/sealed-records/pages/MyKey.tsx'
import { Recovery } from '#capabilities/sealed-records/pages/Recovery.tsx'
import { SealedNotes } from '#capabilities/sealed-records/pages/SealedNotes.tsx'
import type { Environment } from '#platform/base/environment.ts'
import { t } from '#platform/ui/pages/language.ts'
import type { Me } from './App.tsx'
import { Gate, isGatePath } from './Gate.tsx'
import { Planner } from './Planner.tsx'
import { tabsFor } from './tabs.ts'

interface Props {
  desk: Desk
  me: Me
  environment: Environment
  onHanded: (handed: Handed[]) => void
  /** How many alarms nobody has looked at. */
  onAlarms: (open: number) => void
  onRenewed: () => Promise<void>
}

/** The screen of the address, if it is one that this person may see. */
export function View({ desk, me, environment, onHanded, onAlarms, onRenewed }: Props) {
  const tabs = tabsFor(me.operation.kind, desk.may)
  const path = desk.path.value
  const first = tabs[0]
  // Whoever reads no registrations begins where their own work is.
  const isElsewhere = path === '/' && first !== undefined && first.path !== '/'
  useEffect(() => {
    if (isElsewhere) desk.go(`/desk${first.path}`)
  }, [isElsewhere])
  const { fetch, newId, onSignedOut } = desk
  const tab = tabs.find((known) => known.path === path)
  useEffect(() => {
    const key = path === '/me' ? 'own_title' : tab?.key
    if (key) document.title = `${t(key)} · Posada`
  }, [path])

  const household = /^\/households\/([0-9a-f-]{36})$/.exec(path)?.[1]
  if (household && desk.may('read-registrations'))
    return (
      <>
        <Household desk={desk} id={household} onHanded={onHanded} />
        {me.operation.kind === 'authority' && desk.may('read-claims') && (
          <ClaimsOfHousehold key={`claims ${household}`} desk={desk} householdId={household} />
        )}
        {me.operation.kind === 'authority' && desk.may('read-appointments') && (
          <AppointmentsOfHousehold key={`appointments ${household}`} desk={desk} householdId={household} />
        )}
        {me.operation.kind === 'authority' && desk.may('keep-sealed-records') && (
          <SealedNotes key={household} desk={desk} random={environment.random} subjectId={household} />
        )}
      </>
    )
  const claim = /^\/claims\/([0-9a-f-]{36})$/.exec(path)?.[1]
  if (claim && me.operation.kind === 'authority' && desk.may('read-claims')) return <Claim desk={desk} id={claim} />
  if (isAppointmentPath(path) && me.operation.kind === 'authority' && desk.may('read-appointments'))
    return <AppointmentPages desk={desk} accountId={me.accountId} />
  if (isGatePath(path) && me.operation.kind === 'authority' && desk.may('keep-gate')) return <Gate desk={desk} />
  if (path === '/me') return <MySignIn office={desk} />
  if (path === '/conflicts' && desk.may('read-registrations')) return <Conflicts desk={desk} />
  switch (tab?.path) {
    case '/':
      return <Registrations desk={desk} />
    case '/register':
      return <Register desk={desk} onHanded={onHanded} />
    case '/search':
      return <Search desk={desk} />
    case '/planner':
      return <Planner desk={desk} />
    case '/files':
      return <Files desk={desk} />
    case '/quarantine':
      return <Quarantine desk={desk} />
    case '/claims':
      return <Claims desk={desk} />
    case '/procedure':
      return <ProcedureSettings desk={desk} />
    case '/sealed':
      return <MyKey desk={desk} random={environment.random} />
    case '/recovery':
      return <Recovery desk={desk} random={environment.random} />
    case '/invitations':
      return <Invitations fetch={fetch} newId={newId} onSignedOut={onSignedOut} />
    case '/oversight':
      return <Oversight office={desk} onCounted={onAlarms} />
    case '/audit':
      return <AuditLog office={desk} />
    case '/corrections':
      return <Corrections desk={desk} />
    case '/retention':
      return <Retention desk={desk} />
    case '/accounts':
      return <Accounts fetch={fetch} me={me} onSignedOut={onSignedOut} />
    case '/keys':
      return <Keys {...{ fetch, onSignedOut, onRenewed }} operationId={me.operation.id} now={environment.clock} />
    case '/messages':
      return <Outbox desk={desk} />
    case '/health':
      return <Health fetch={fetch} onSignedOut={onSignedOut} />
    case '/totals':
      return <Totals fetch={fetch} onSignedOut={onSignedOut} />
    case '/stops':
      return (
        <Stops
          fetch={fetch}
          newId={newId}
          newTokenNumber={() => environment.random.bytes(8)}
          onSignedOut={onSignedOut}
        />
      )
    default:
      return isElsewhere ? null : (
        <>
          <Title words={t('desk_title')}>{t('desk_title')}</Title>
          <Failed why={first ? 'missing' : 'denied'} again={() => desk.go('/desk/')} />
        </>
      )
  }
}
