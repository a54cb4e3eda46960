// Staff pages: partial updates and the keyboard.
import 'htmx.org'
import './app.js'

const off = 'keys:off'
const dialog = document.getElementById('sn-keys')
let going = false

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  if (event.key === '?' && dialog) return act(event, () => dialog.showModal())
  if (localStorage.getItem(off) || dialog?.open) return
  if (going) {
    going = false
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
    return link && act(event, () => link.click())
  }
  switch (event.key) {
    case 'j': return act(event, () => step(1))
    case 'k': return act(event, () => step(-1))
    case '/': return act(event, () => document.querySelector('[data-search]')?.focus())
    case 'g': return act(event, () => { going = true })
    case 'x': return act(event, tick)
    case 'f': return act(event, () => document.querySelector('[data-key-f]')?.click())
    default:
  }
})

// Single-letter keys can be turned off (WCAG 2.2, 2.1.4).
const choice = dialog?.querySelector('[data-keys-on]')
if (choice) {
  choice.checked = !localStorage.getItem(off)
  choice.addEventListener('change', () => {
    if (choice.checked) localStorage.removeItem(off)
    else localStorage.setItem(off, '1')
  })
}
for (const button of document.querySelectorAll('[data-keys-open]')) {
  button.hidden = false
  button.addEventListener('click', () => dialog.showModal())
}

function act(event, what) {
  event.preventDefault()
  what()
}

function typing(target) {
  return target.closest('textarea, select, [contenteditable]') ||
    (target.matches('input') && !['radio', 'checkbox', 'button', 'submit'].includes(target.type))
}

// x ticks the row in focus; what is ticked is counted beside the button.
for (const form of document.querySelectorAll('form[data-picks]')) {
  const boxes = [...form.querySelectorAll('[data-pick]')]
  const all = form.querySelector('[data-pick-all]')
  const told = form.querySelector('[data-pick-count]')
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length
    told.textContent = n ? told.dataset.pickCount.replace('{n}', n) : ''
    all.checked = n === boxes.length
    all.indeterminate = n > 0 && n < boxes.length
  }
  all.parentElement.hidden = false
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked
    tell()
  })
  form.addEventListener('change', tell)
  tell()
}

function tick() {
  document.activeElement.closest('tr')?.querySelector('[data-pick]')?.click()
}

// The focus itself moves, so enter follows the link as anywhere else.
function step(by) {
  const rows = [...document.querySelectorAll('[data-row]')]
  const now = rows.findIndex((row) => row === document.activeElement)
  rows[Math.min(Math.max(now + by, 0), rows.length - 1)]?.focus()
}
