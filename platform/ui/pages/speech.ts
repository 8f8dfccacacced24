import { signal } from '@preact/signals'

/** Browsers tell their voices late; the buttons appear when they are known. */
const voices = signal<readonly SpeechSynthesisVoice[]>([])

/** Starts listening for the phone's voices; once, from an app's main file. */
export function findVoices(): void {
  if (!('speechSynthesis' in window)) return
  const read = () => {
    voices.value = speechSynthesis.getVoices()
  }
  speechSynthesis.addEventListener?.('voiceschanged', read)
  read()
}

/** Has the phone a voice that can be used without a network? Text must not go to a speech service unasked. */
export function canSpeak(locale: string): boolean {
  return voiceFor(locale) !== undefined
}

/** Reads words aloud, instead of whatever was being read. */
export function speak(words: string, locale: string, ended: () => void): void {
  stopSpeaking()
  const utterance = new SpeechSynthesisUtterance(words)
  const voice = voiceFor(locale)
  if (voice) utterance.voice = voice
  utterance.lang = voice?.lang ?? locale
  utterance.rate = 0.9
  utterance.onend = ended
  utterance.onerror = ended
  speechSynthesis.speak(utterance)
}

/** Silence, on leaving a page or on a second press. */
export function stopSpeaking(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel()
}

/** A French voice reads Haitian Creole wrongly, so it is not offered for it. */
function voiceFor(locale: string): SpeechSynthesisVoice | undefined {
  return voices.value.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(locale))
}
