package hot_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/insight/hot"
)

// archive are 4,326 real messages of 2017 to 2020, in the order of their time.
func archive(t testing.TB) []hot.Message {
	t.Helper()
	const path = "../../../../shared/data/citizen-messages/messages.jsonl"
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; hot_test.go has messages of our own", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []hot.Message
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var m struct {
			ID, Author, Subject, Body string
			At                        time.Time `json:"submitted_at"`
			Likes, Dislikes           int
		}
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, hot.Message(m))
	}
	slices.SortStableFunc(all, func(a, b hot.Message) int { return a.At.Compare(b.At) })
	return all
}

func says(m hot.Message, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(m.Subject+m.Body, w) })
}

// famous are three troubles of the archive, by what a message of each says.
var famous = map[string]func(hot.Message) bool{
	"搅拌站": func(m hot.Message) bool { return says(m, "丽发") && says(m, "搅拌", "混凝土") },
	"车位": func(m hot.Message) bool {
		return says(m, "伊景园", "滨河苑", "滨河院", "广铁") && says(m, "车位", "捆绑")
	},
	"58车贷": func(m hot.Message) bool { return says(m, "58车贷") },
}

func expectFamous(t *testing.T, board *hot.Board, all []hot.Message) {
	t.Helper()
	top := board.Hottest(10)
	for name, told := range famous {
		var theirs []string
		for _, m := range all {
			if told(m) {
				theirs = append(theirs, m.ID)
			}
		}
		best, rank, right := hot.Issue{}, 0, 0
		for i, issue := range top {
			n := 0
			for _, id := range issue.Messages {
				if slices.Contains(theirs, id) {
					n++
				}
			}
			if n > right {
				best, rank, right = issue, i+1, n
			}
		}
		recall, precision := float64(right)/float64(len(theirs)), float64(right)/float64(max(1, len(best.Messages)))
		t.Logf("%s: rank %d, heat %.1f, recall %d/%d, precision %d/%d: %s %v", name, rank, best.Heat, right, len(theirs), right, len(best.Messages), best.Name, best.Words)
		if recall < 0.8 || precision < 0.8 || !strings.Contains(best.Name, name) {
			t.Errorf("%s: recall %.2f, precision %.2f, called %s", name, recall, precision, best.Name)
		}
	}
}

func TestTheHottestOfARealYear(t *testing.T) {
	all := archive(t)
	common := hot.NewCommon()
	for _, m := range all {
		common.Count(m)
	}
	expectFamous(t, added(t, common, all, nil), all)
}

// A city that begins with nothing counts and adds each message as it comes.
func TestTheHottestAsTheyArrive(t *testing.T) {
	all := archive(t)
	common := hot.NewCommon()
	expectFamous(t, added(t, common, all, common.Count), all)
}

func added(t *testing.T, common *hot.Common, all []hot.Message, before func(hot.Message)) *hot.Board {
	t.Helper()
	board, err := hot.NewBoard(common, hot.Hand{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if before != nil {
			before(m)
		}
		board.Add(m)
	}
	return board
}
