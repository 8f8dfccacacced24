// The first page of practice: the switch that cuts the phone's network, and the count that follows the desk.
// Served as it is, without a build; the page works without it.

const network = new BroadcastChannel('posada-practice-network')
const row = document.getElementById('network')
const says = document.getElementById('network-says')
const box = row?.querySelector('input')

/** The phone in the frame obeys only when its operation is practice. */
function tell() {
  network.postMessage({ kind: 'cut', cut: box.checked })
  says.textContent = box.checked ? says.dataset.cut : says.dataset.there
}

if (row && says && box) {
  row.hidden = false
  box.addEventListener('change', tell)
  // A phone page that opens later asks how the switch stands.
  network.addEventListener('message', ({ data }) => data.kind === 'ask' && tell())
  tell()
}

const COUNT_EVERY_MS = 2_000
const counts = document.getElementById('counts')
const numbers = new Intl.NumberFormat(document.documentElement.lang === 'ht' ? 'fr' : document.documentElement.lang, {
  numberingSystem: 'latn',
})

async function count() {
  try {
    const answer = document.hidden ? undefined : await fetch(counts.dataset.source)
    if (answer?.ok) show(await answer.json())
  } catch {
    // The server is away: the last count stays, and the next turn asks again.
  }
  setTimeout(count, COUNT_EVERY_MS)
}

function show(counted) {
  for (const element of counts.querySelectorAll('[data-count]')) {
    const words = numbers.format(counted[element.dataset.count])
    // Unchanged text is left alone, so that a screen reader does not say it again.
    if (element.textContent !== words) element.textContent = words
  }
}

if (counts) setTimeout(count, COUNT_EVERY_MS)
