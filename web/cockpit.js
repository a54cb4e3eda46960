// The pictures of the cockpit and of the statistics: each is drawn from the table beside it. Arrow keys go
// through its points; every minute the cockpit is fetched anew, unless somebody reads in it.
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

const every = 60_000
const style = getComputedStyle(document.documentElement)
const token = (name) => style.getPropertyValue(name).trim()
const colours = [token('--sn-blue'), token('--sn-soon')]
const text = { color: token('--sn-ink-soft'), fontFamily: style.getPropertyValue('--sn-font') }

function read(table, columns) {
  const heads = [...table.querySelectorAll('thead th')].map((th) => th.textContent.trim())
  const rows = [...table.querySelectorAll('tbody tr')]
  const labels = rows.map((row) => row.children[0].textContent.trim())
  const series = heads.slice(1, columns + 1).map((name, i) => ({
    name, data: rows.map((row) => parseFloat(row.children[i + 1].dataset.sortValue ?? row.children[i + 1].textContent)),
  }))
  return { labels, series }
}

function draw(chart) {
  const table = chart.querySelector('table')
  const { labels, series } = read(table, Number(chart.dataset.columns ?? Infinity))
  if (labels.length === 0) return
  const picture = document.createElement('div')
  picture.className = 'sn-chart__picture'
  picture.tabIndex = 0
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-labelledby', chart.dataset.name)
  const reading = document.createElement('output') // what the arrow keys have come to
  reading.className = 'sn-chart__reading'
  chart.prepend(picture, reading)
  const line = chart.dataset.chart === 'line'
  const names = { type: 'category', data: labels, inverse: !line, axisLabel: { ...text, ...(line ? {} : { width: 110, overflow: 'truncate' }) }, axisTick: { show: false } }
  const numbers = { type: 'value', splitNumber: 3, ...(chart.dataset.columns ? { scale: true } : { minInterval: 1 }), axisLabel: text, splitLine: { lineStyle: { color: token('--sn-line') } } }
  const drawn = init(picture)
  drawn.setOption({
    animation: false,
    color: colours,
    textStyle: text,
    aria: { enabled: false },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true }, // HTML would carry styles in its attributes
    legend: series.length > 1 ? { top: 0, right: 0, textStyle: text } : undefined,
    grid: { left: 4, right: 16, top: series.length > 1 ? 28 : 8, bottom: 4, containLabel: true },
    xAxis: line ? names : numbers,
    yAxis: line ? numbers : names,
    series: series.map((s, i) => line
      ? { ...s, type: 'line', showSymbol: false, lineStyle: { width: 2, type: i === 0 ? 'solid' : 'dashed' } }
      : { ...s, type: 'bar', barMaxWidth: 14, label: { show: true, position: 'right', formatter: ({ value }) => value || '', ...text } }),
  })
  new ResizeObserver(() => drawn.resize()).observe(picture)
  let at = -1
  picture.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    at = Math.min(labels.length - 1, Math.max(0, at + step))
    drawn.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at })
    reading.textContent = [labels[at], ...series.map((s) => `${s.name} ${s.data[at]}`)].join(' · ')
  })
}

const drawAll = () => document.querySelectorAll('.sn-chart').forEach(draw)

async function renew() {
  const shown = document.getElementById('sn-cockpit')
  if (!shown || document.hidden || shown.contains(document.activeElement) || shown.querySelector('details[open]')) return
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null)
  if (!response?.ok || response.redirected) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('sn-cockpit')
  if (!fresh) return
  shown.replaceChildren(...fresh.children)
  drawAll()
}

drawAll()
setInterval(renew, every)
