import type { PageApp } from '../page-app.ts'

export const app: PageApp = {
  name: 'Posada: desk',
  shortName: 'Desk',
  messages: [
    'platform/ui/messages',
    'capabilities/access/messages',
    'capabilities/access/sign-in/messages',
    'capabilities/access/oversight/messages',
    'capabilities/access/custody/messages',
    'capabilities/health/messages',
    'capabilities/registration/messages/phone',
    'capabilities/registration/messages/desk',
    'capabilities/registration/messages/invitation',
    'capabilities/registration/messages/retention',
    'capabilities/registration/messages/words',
    'capabilities/proof/messages/card',
    'capabilities/journeys/messages/desk',
    'capabilities/sealed-records/messages',
    'capabilities/asylum/messages',
    'capabilities/messages/messages/desk',
    'capabilities/asylum/papers/messages/register',
    'capabilities/appointments/messages/desk',
    'capabilities/appointments/messages/reasons',
    'capabilities/gate/messages',
    'capabilities/planning/messages',
    'capabilities/planning/messages/own',
    'capabilities/planning/messages/past',
  ],
  // A shared office computer keeps nothing.
  offline: false,
}
