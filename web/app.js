// What makes the pages quicker. Every page works without it.
import {
  createAll, Button, CharacterCount, ErrorSummary, NotificationBanner, Radios, SkipLink,
} from 'govuk-frontend'
import { SortableTable } from '@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const part of [Button, CharacterCount, ErrorSummary, NotificationBanner, Radios, SkipLink, SortableTable]) {
  createAll(part)
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
for (const list of document.querySelectorAll('[data-find]')) list.matches('select') ? findInSelect(list) : findAmongBoxes(list)

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

// A long list gets a line above it that leaves only what holds all the parts typed,
// in the name or in the group. What was chosen stays chosen, and nothing is chosen
// by typing. Narrow shows what fits and says how much there is.
function findLine(list, narrow, goTo) {
  const line = document.createElement('input')
  Object.assign(line, { id: `${list.id}-find`, type: 'search', autocomplete: 'off', className: 'govuk-input sn-seek' })
  line.setAttribute('aria-label', list.dataset.find)
  line.setAttribute('aria-controls', list.id)
  line.placeholder = list.dataset.find
  const told = document.createElement('p')
  told.className = 'govuk-hint sn-seek__told'
  told.setAttribute('role', 'status')
  list.before(line, told)
  line.addEventListener('input', () => {
    const parts = line.value.toLowerCase().split(/[\s›>]+/).filter(Boolean)
    const n = narrow(parts)
    told.textContent = !parts.length ? '' : n ? list.dataset.found.replace('{n}', n) : list.dataset.foundNone
  })
  line.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
    event.preventDefault() // enter would send a form that is not finished
    goTo()?.focus()
  })
}

function findInSelect(select) {
  const whole = [...select.children].map((child) => child.cloneNode(true))
  findLine(select, (parts) => {
    const chosen = select.value
    const found = whole.map((child) => narrowed(child, parts, chosen)).filter(Boolean)
    select.replaceChildren(...found)
    select.value = chosen
    select.size = parts.length ? Math.max(2, Math.min(10, select.querySelectorAll('option, optgroup').length)) : 0
    return [...select.options].filter((o) => o.value && (o.value !== chosen || matches(o, parts))).length
  }, () => select)
}

function findAmongBoxes(list) {
  const fits = (item, parts) => parts.every((part) => item.textContent.toLowerCase().includes(part))
  findLine(list, (parts) => {
    for (const item of list.children) item.hidden = !fits(item, parts) && !item.querySelector('input').checked
    return [...list.children].filter((item) => fits(item, parts)).length
  }, () => list.querySelector(':scope > :not([hidden]) input'))
}

// A group or an option as far as it holds all the parts; what is chosen stays.
function narrowed(child, parts, chosen) {
  if (child.tagName !== 'OPTGROUP') return !child.value || child.value === chosen || matches(child, parts) ? child.cloneNode(true) : null
  const group = child.cloneNode(true)
  for (const option of [...group.children]) {
    if (option.value !== chosen && !matches(option, parts)) option.remove()
  }
  return group.children.length ? group : null
}

function matches(option, parts) {
  const text = `${option.parentElement?.label || ''} ${option.text}`.toLowerCase()
  return parts.every((part) => text.includes(part))
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
