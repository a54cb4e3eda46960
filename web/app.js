// What makes the pages quicker. Every page works without it.
import {
  createAll, Button, CharacterCount, ErrorSummary, NotificationBanner, Radios, SkipLink,
} from 'govuk-frontend'
import { SortableTable } from '@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const part of [Button, CharacterCount, ErrorSummary, NotificationBanner, Radios, SkipLink, SortableTable]) {
  createAll(part)
}
// The library says of sortable tables that they are, in English alone.
for (const table of document.querySelectorAll('table[data-caption-text]')) {
  const said = table.caption?.querySelector('.govuk-visually-hidden')
  if (said) said.textContent = table.dataset.captionText
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// Older browsers print what is open and nothing else.
let folded = []
window.addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')]
  for (const details of folded) details.open = true
})
window.addEventListener('afterprint', () => { for (const details of folded) details.open = false })

keepDrafts()
watchConnection()
for (const line of document.querySelectorAll('[data-seek]')) offerNames(line)

// Drafts stay in this tab only and leave with it, because windows and village
// offices share their computers. Personal fields and files are never kept.
function keepDrafts() {
  for (const done of document.querySelectorAll('[data-draft-done]')) {
    sessionStorage.removeItem(draftKey(done.dataset.draftDone))
  }
  for (const form of document.querySelectorAll('form[data-sign-out]')) {
    form.addEventListener('submit', () => sessionStorage.clear())
  }
  for (const form of document.querySelectorAll('form[data-draft]')) {
    const key = draftKey(form.dataset.draft)
    restoreDraft(form, key)
    form.addEventListener('input', () => {
      const kept = [...new FormData(form)].filter(([name, value]) => keepable(form, name) && typeof value === 'string')
      sessionStorage.setItem(key, JSON.stringify(kept))
    })
  }
}

function draftKey(name) {
  return `draft:${name}`
}

function fieldsOf(form, name) {
  return [...form.elements].filter((e) => e.name === name)
}

function keepable(form, name) {
  return fieldsOf(form, name).every((e) => e.type !== 'hidden' && e.type !== 'file' && !('personal' in e.dataset))
}

// A form that came back with values is newer than the draft.
function restoreDraft(form, key) {
  const kept = JSON.parse(sessionStorage.getItem(key) || '[]')
  const answered = [...new FormData(form)].some(([name, value]) => value && keepable(form, name))
  if (!kept.length || answered) return
  for (const [name, value] of kept) {
    for (const field of fieldsOf(form, name)) {
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value
      else if (keepable(form, name)) field.value = value
    }
  }
  const note = form.querySelector('[data-draft-note]')
  if (note) note.hidden = false
}

// Names of a long list are offered while one is typed.
function offerNames(line) {
  const names = document.getElementById(line.getAttribute('list'))
  let asked
  line.addEventListener('input', () => {
    clearTimeout(asked)
    if (!line.value || [...names.options].some((o) => o.value === line.value)) return
    asked = setTimeout(async () => {
      const typed = line.value
      const answer = await fetch(`${line.dataset.seek}?q=${encodeURIComponent(typed)}`).catch(() => null)
      if (answer?.ok && line.value === typed) names.innerHTML = await answer.text()
    }, 120)
  })
}

function watchConnection() {
  const line = document.getElementById('sn-offline')
  if (!line) return
  const show = (lost) => { line.hidden = !lost }
  window.addEventListener('offline', () => show(true))
  window.addEventListener('online', () => show(false))
  document.addEventListener('htmx:error', () => show(!navigator.onLine))
  // Sending without a connection would lose the page and what was typed.
  document.addEventListener('submit', (event) => {
    if (navigator.onLine) return
    event.preventDefault()
    show(true)
    line.focus()
  }, true)
}
