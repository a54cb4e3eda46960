// Files with a request, on a small telephone and without scripts.
import { expect, expectSound, expectSoundWithout, localeOf, saying, test } from '../city'
import { ask } from '../people'

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

test('files are kept, refused by name, removed and sent', async ({ enter }) => {
  const say = saying('zh')
  const page = await enter({ locale: localeOf('zh'), javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  const twin = await enter({ locale: localeOf('zh'), viewport: { width: 390, height: 844 } })
  await ask(page, say, { kind: '投诉', title: '巷口的路灯不亮了', body: '榕荫社区巷口的路灯从上周起不亮，夜里走路很危险。' })
  await page.goto('/follow/act/supplement')
  await page.getByLabel('附件').setInputFiles([
    { name: '路灯 夜间.png', mimeType: 'image/png', buffer: picture },
    { name: '网页.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script>') },
  ])
  await page.getByRole('button', { name: '补充情况' }).click()
  await expect(page.getByRole('main')).toContainText('“网页.png”不是可以上传的类型')
  await expect(page.getByRole('button', { name: /移除\s*路灯 夜间.png/ })).toBeVisible()
  await expectSoundWithout(page, twin)
  await page.getByLabel('补充说明').fill('附上昨晚的照片。')
  await page.getByRole('button', { name: '补充情况' }).click()
  await expect(page.getByRole('main')).toContainText('路灯 夜间.png')
  await expect(page.getByRole('link', { name: /查看\s*路灯 夜间.png/ })).toBeVisible()
  await expectSoundWithout(page, twin)
})

test('the Enter key removes no file', async ({ enter }) => {
  const page = await enter({ locale: localeOf('zh'), viewport: { width: 390, height: 844 } })
  await page.goto('/ask')
  await page.getByLabel('投诉', { exact: true }).check()
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByLabel('附件').setInputFiles([{ name: 'a.png', mimeType: 'image/png', buffer: picture }])
  await page.getByRole('button', { name: '继续' }).click()
  await expect(page.getByRole('button', { name: /移除\s*a.png/ })).toBeVisible()
  await expectSound(page)
  await page.getByLabel('标题').fill('短')
  await page.getByLabel('标题').press('Enter')
  await expect(page.getByRole('button', { name: /移除\s*a.png/ })).toBeVisible()
})
