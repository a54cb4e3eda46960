package main

import (
	"fmt"
	mathrand "math/rand/v2"
)

// What requests of the bench's city say. Two characters for an estate and what
// happened where make texts of which no two of ten thousand are alike, with common
// words and rare ones, as search meets them.
const (
	benchFirst  = "东西南北和平安康福禄锦绣金银玉翠青碧春夏秋冬云霞星月江河湖海山林松柏梅兰竹菊荷桂桃李枫槐柳杨龙凤鹤鹿瑞祥嘉泰华景明晨曙光"
	benchSecond = "苑园庭居里坊湾岸台阁轩邸府城洲港桥亭泉溪谷峰岭坡坪塘渡津街巷路弄村庄屯寨堡镇乡埠集市场馆院校寺塔楼堂舍宅厦门关口"
)

// trouble is what goes wrong somewhere, what makes it worse, and what is asked.
type trouble struct{ title, body string }

func troubles() []trouble {
	return []trouble{
		{"停水两天无人修理", "一直停水，物业说是支管的问题，打了两次电话都没有人来修。"},
		{"夜间施工噪声扰民", "旁边的工地每天夜里十一点以后还在浇筑混凝土，声音很大，孩子无法入睡。"},
		{"路灯长期不亮", "整条路的路灯已经一个多月不亮，晚上学生放学回家看不清路面。"},
		{"垃圾清运不及时", "垃圾桶满了三四天没有人清运，天气一热气味很重，蚊蝇很多。"},
		{"道路破损积水", "路面坑洼不平，一下雨就积水，上周有一位老人骑车在这里摔倒。"},
		{"电梯经常停运", "电梯这个月停运了六次，维保人员来了也没有说明原因。"},
		{"公交车班次太少", "早高峰等车要四十分钟以上，车上人多挤不上去，上班经常迟到。"},
		{"违章搭建侵占通道", "一楼住户在消防通道上搭建铁皮棚，堆放杂物，消防车进不来。"},
		{"供暖温度不达标", "入冬以来室内温度一直只有十四度，测温员来过一次，之后没有结果。"},
		{"拖欠工资", "我们班组二十个人去年的工资到现在没有结清，包工头电话不接。"},
		{"油烟直排影响居住", "楼下餐馆的油烟直接排到院子里，家里不敢开窗，多次交涉没有用。"},
		{"医保报销手续不明", "外地住院的费用怎么报销，窗口前后两次说的材料不一样，跑了三趟。"},
		{"入学划片咨询", "今年秋季孩子上小学，我们刚搬来，不知道划在哪一所学校，需要哪些证明。"},
		{"公园健身器材损坏", "单杠松动，坐蹬器的螺丝脱落，有孩子在上面玩，很危险。"},
		{"下水道堵塞返味", "雨水井堵了，污水从井盖往外冒，味道很大，找了社区说不归他们管。"},
		{"宽带安装受阻", "物业只让一家公司进楼，别的公司来安装被拦下，我们没有选择。"},
	}
}

func benchWorse() []string {
	return []string{
		"楼里有好几位老人，进出很不方便。", "已经向社区反映过两次，没有答复。", "附近有一所幼儿园，家长都很担心。",
		"去年同一时间也发生过，处理以后又反复。", "现场照片可以提供，随时可以配合查看。", "物业说要等上面批准，一拖再拖。",
		"周边几百户都受到影响，大家在群里意见很大。", "我本人行动不便，没有办法到现场去找。",
	}
}

func benchAsks() []string {
	return []string{
		"希望尽快派人查看，说明什么时候能够恢复。", "请有关部门依法处理，并把结果告诉我们。", "希望给一个明确的期限。",
		"请告知应当找哪个单位办理、需要带什么材料。", "请核实责任单位，避免互相推诿。", "希望公布处理的进展，让居民放心。",
	}
}

// words are the title and body of the i-th request, always the same ones.
func words(i int) (title, body string) {
	r := mathrand.New(mathrand.NewPCG(uint64(i), 2026)) //nolint:gosec // nothing depends on the draw
	first, second := []rune(benchFirst), []rune(benchSecond)
	estate := string([]rune{first[r.IntN(len(first))], second[r.IntN(len(second))]})
	t := draw(r, troubles())
	where := fmt.Sprintf("%s小区%d号楼", estate, 1+r.IntN(40))
	body = fmt.Sprintf("%d月%d日起，%s%s%s%s", 1+r.IntN(12), 1+r.IntN(28), where, t.body, draw(r, benchWorse()), draw(r, benchAsks()))
	return where + t.title, body
}

// benchAsked is what somebody looks for: a few characters of what goes wrong.
func benchAsked() string {
	title := []rune(troubles()[mathrand.IntN(len(troubles()))].title) //nolint:gosec // nothing depends on the draw
	return string(title[:2+mathrand.IntN(3)])                         //nolint:gosec // likewise
}

func draw[T any](r *mathrand.Rand, of []T) T { return of[r.IntN(len(of))] }
