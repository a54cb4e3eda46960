package statistics_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/leaders/statistics"
	"shuniu/test/city"
)

const cityCode, chaosheng = org.RegionCode("990100000000"), org.RegionCode("990102000000")

type values = map[string]string

type bureau struct {
	*city.City
	t    *testing.T
	book *statistics.Yearbook
}

func on(t *testing.T, test func(b *bureau)) {
	t.Parallel()
	o := city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{statistics.New(c.Engine)} }}
	city.On(t, o, func(t *testing.T, c *city.City) { test(&bureau{c, t, statistics.New(c.Engine)}) })
}

func release(figures string) values {
	return values{"title": "2026年2月主要经济指标", "source": "市统计局《统计月报》2026年第2期", "released_on": "2026-03-02", "standing": "preliminary", "figures": figures}
}

func (b *bureau) hands(who access.Actor, v values) (*matter.Matter, error) {
	res, err := b.Engine.Open(b.t.Context(), who, statistics.Process, matter.Input{Values: v})
	if err != nil {
		return nil, err
	}
	return res.Matter, nil
}

func (b *bureau) acts(who string, m *matter.Matter, act string, v values) {
	b.t.Helper()
	if _, err := b.Engine.Act(b.t.Context(), b.Staff(who), m.ID, act, matter.Input{Values: v}); err != nil {
		b.t.Fatalf("%s: %v", act, err)
	}
	b.Follow()
}

func (b *bureau) entered(v values) *matter.Matter {
	b.t.Helper()
	m, err := b.hands(b.Staff("supervisor"), v)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Follow()
	return m
}

// reads are figures in short: "零售额 2026-02 31.5 (2/2 修订)".
func (b *bureau) reads(all []statistics.Figure, err error) []string {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, f := range all {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s%s %d/%d %s %s", f.Indicator, f.Region[:6], f.Month, f.Value, f.Measure, f.Revision, f.Revisions, f.Release.Standing, f.Change)))
	}
	return out
}

func (b *bureau) same(got []string, want ...string) {
	b.t.Helper()
	if !slices.Equal(got, want) {
		b.t.Errorf("%q, not %q", got, want)
	}
}

const pasted = "指标名称\t单位\t时间\t地区\t数值\t同比\n零售额\t亿元\t2026年2月\t\t1,031.5\t5.2%\n零售额\t亿元\t2026/01\t全市\t１０２０．０\t\n用电量（累计）\t亿千瓦时\t202602\t\t8.8\t-0.4\n零售额\t亿元\t2026-02\t潮生区\t310\t—\n"

func TestFiguresAreUsedOnceAnotherPersonHasCheckedThem(t *testing.T) {
	on(t, func(b *bureau) {
		ctx := b.t.Context()
		m := b.entered(release(pasted))
		b.same(b.reads(b.book.Latest(ctx, cityCode)))
		if _, err := b.Engine.Act(ctx, b.Staff("supervisor"), m.ID, "confirm", matter.Input{}); !fault.Is(err, fault.Denied) {
			b.t.Errorf("who entered them confirms them: %v", err)
		}
		b.acts("secretary", m, "send_back", values{"reason": "请核对零售额。"})
		b.acts("supervisor", m, "revise", release(pasted))
		b.acts("secretary", m, "confirm", nil)
		b.same(b.reads(b.book.Latest(ctx, cityCode)), "零售额 990100 2026-02 1031.5亿元 1/1 preliminary 5.2", "用电量（累计） 990100 2026-02 8.8亿千瓦时 1/1 preliminary -0.4")
		b.same(b.reads(b.book.Series(ctx, "零售额", cityCode, 24)), "零售额 990100 2026-02 1031.5亿元 1/1 preliminary 5.2", "零售额 990100 2026-01 1020.0亿元 1/1 preliminary")
		b.same(b.reads(b.book.Places(ctx, "零售额", "2026-02")), "零售额 990100 2026-02 1031.5亿元 1/1 preliminary 5.2", "零售额 990102 2026-02 310亿元 1/1 preliminary")
	})
}

func TestWhatWasRevisedKeepsWhatStoodBefore(t *testing.T) {
	on(t, func(b *bureau) {
		ctx := b.t.Context()
		b.acts("secretary", b.entered(release(pasted)), "confirm", nil)
		second := release("零售额,亿元,2026-02,,1033.1,5.4\n零售额,亿元,2026-01,,1020.6,\n")
		second["standing"] = "revised"
		m := b.entered(second)
		b.acts("secretary", m, "confirm", nil)
		b.same(b.reads(b.book.Series(ctx, "零售额", cityCode, 1)), "零售额 990100 2026-02 1033.1亿元 2/2 revised 5.4")
		b.same(b.reads(b.book.Revisions(ctx, "零售额", cityCode, "2026-01")), "零售额 990100 2026-02 1031.5亿元 1/2 preliminary 5.2", "零售额 990100 2026-01 1020.0亿元 1/2 preliminary")
		b.same(b.reads(b.book.Revisions(ctx, "零售额", chaosheng, "2026-01")))

		b.acts("supervisor", m, "retract", values{"reason": "修订数有误。"})
		b.same(b.reads(b.book.Series(ctx, "零售额", cityCode, 1)), "零售额 990100 2026-02 1031.5亿元 1/1 preliminary 5.2")
		b.same(b.reads(b.book.Revisions(ctx, "零售额", cityCode, "2026-01")))
	})
}

func TestEveryDefectOfASheetIsToldAtOnce(t *testing.T) {
	on(t, func(b *bureau) {
		bad := "零售额,亿元,2026-13,,1,\n,亿元,2026-02,,1,\n零售额,,2026-02,,1,\n零售额,亿元,上月,,1,\n用电量,亿千瓦时,2026-03,北山区,8.8度,很多\n\n用电量,千瓦时,2026-02,,8,\n用电量,千瓦时,2026-02,全市,9,\n用电量,千瓦时,2026-04,,9,\n用电量，亿千瓦时，2026-02，全市，9"
		v := release(bad)
		v["released_on"] = "2026-03-03"
		_, err := b.hands(b.Staff("supervisor"), v)
		var told []string
		for _, d := range fault.As(err).Defects {
			told = append(told, d.Field+" "+d.Text.In(lang.Zh))
		}
		want := []string{"released_on 发布日期还没有到", "第1行：没有“2026-13”", "第2行：没有指标名称", "第3行：没有计量单位", "第4行：月份“上月”", "第5行：本市没有“北山区”", "第5行：数值“8.8度”不是数字", "第5行：同比“很多”不是数字", "第7行：“用电量”前面用的计量单位是亿千瓦时", "第8行：与第7行是同一个", "第9行：2026-04晚于发布日期", "第10行：这一行没有分栏"}
		for _, w := range want {
			if !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, w) }) {
				b.t.Errorf("not told: %s", w)
			}
		}
		b.t.Log(strings.Join(told, "\n"))
		for _, empty := range []string{"指标,单位,月份,地区,数值", "\t\t\t\t"} {
			if _, err := b.hands(b.Staff("supervisor"), release(empty)); !fault.Is(err, fault.Invalid) {
				b.t.Errorf("%q: %v", empty, err)
			}
		}
		if _, err := b.hands(b.Staff("supervisor"), release(strings.Repeat("零售额,亿元,2026-02,,1,\n", 2001))); !fault.Is(err, fault.Invalid) {
			b.t.Error("too many are taken")
		}
		b.same(b.reads(b.book.Series(b.t.Context(), "零售额", cityCode, 1)))
	})
}
