package request

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// message is one line of another system's history: a question with its answer.
// The times are RFC 3339. Kind, region and unit may be missing; what else a line
// holds (a pseudonym of the author, say) has no purpose here and is not kept
// (个人信息保护法 art. 6).
type message struct {
	ID          string `json:"id"`
	Subject     string `json:"subject"`
	Body        string `json:"body"`
	SubmittedAt string `json:"submitted_at"`
	Reply       string `json:"reply"`
	RepliedAt   string `json:"replied_at"`
	Kind        string `json:"kind"`
	Region      string `json:"region"`
	Unit        string `json:"unit"`

	asked, told time.Time
}

// parseMessage reads a line; all its defects are reported at once.
func parseMessage(line []byte) (*message, error) {
	if !utf8.Valid(line) {
		return &message{}, fault.New(fault.Invalid, lang.T("不是UTF-8文本。", "This is not UTF-8 text."), "encoding")
	}
	m := &message{}
	if err := json.Unmarshal(line, m); err != nil {
		return m, fault.New(fault.Invalid, lang.T("不是所要求的JSON："+err.Error(), "This is not the JSON asked for: "+err.Error()), "json")
	}
	var ds []fault.Defect
	for _, f := range []struct{ name, value string }{
		{"id", m.ID}, {"subject", m.Subject}, {"body", m.Body}, {"submitted_at", m.SubmittedAt}, {"reply", m.Reply}, {"replied_at", m.RepliedAt},
	} {
		if strings.TrimSpace(f.value) == "" {
			ds = append(ds, fault.Defect{Field: f.name, Text: lang.T("缺少此项。", "This is missing.")})
		}
	}
	moment := func(name, value string) time.Time {
		at, err := time.Parse(time.RFC3339, value)
		if err != nil && strings.TrimSpace(value) != "" {
			ds = append(ds, fault.Defect{Field: name, Text: lang.T("时间应写成 2019-04-25T09:32:09+08:00 的样子。", "Write a time like 2019-04-25T09:32:09+08:00.")})
		}
		return at
	}
	m.asked, m.told = moment("submitted_at", m.SubmittedAt), moment("replied_at", m.RepliedAt)
	if len(ds) == 0 && m.told.Before(m.asked) {
		ds = append(ds, fault.Defect{Field: "replied_at", Text: lang.T("答复时间早于提交时间。", "The reply comes before the question.")})
	}
	return m, fault.Defects(ds)
}

// history is the message as past acts. The other system told only when it was
// asked and answered, so dispatch and signature are dated at the question, and
// the handling limit counts the whole of the resident's wait. That an answer
// solved the matter nobody knows, so it is recorded as explained.
func (i *Importer) history(m *message) matter.History {
	dir := i.Engine.Org.Now()
	if _, known := dir.Region(org.RegionCode(m.Region)); !known {
		m.Region = string(dir.City().Code)
	}
	if m.Kind == "" {
		m.Kind = i.Kind
	}
	if m.Unit == "" {
		m.Unit = i.Unit
	}
	return matter.History{Source: i.Source, ID: m.ID, Process: process, Acts: []matter.Past{
		{Act: actSubmit, Occurred: m.asked, Values: map[string]string{fieldKind: m.Kind, fieldTitle: m.Subject, fieldBody: m.Body, fieldRegion: m.Region}},
		{Act: actDispatch, Occurred: m.asked, Values: map[string]string{fieldUnit: m.Unit, fieldUrgency: "ordinary"}},
		{Act: actSign, Occurred: m.asked},
		{Act: actReply, Occurred: m.told, Values: map[string]string{fieldReply: m.Reply, fieldOutcome: "explained"}},
	}}
}

// longestLine is the most bytes a line may have, some hundred times a long letter.
const longestLine = 4 << 20

// lines reads a file line by line; a line that is too long is given as nil.
type lines struct {
	r *bufio.Reader
	n int // of the line last given, from 1
}

func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10)}
}

// next is the next line that is not empty; io.EOF ends.
func (l *lines) next() ([]byte, error) {
	for {
		line, whole, err := l.read()
		if err != nil {
			return nil, err
		}
		l.n++
		if l.n == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if !whole {
			return nil, nil
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

func (l *lines) read() (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := l.r.ReadSlice('\n')
		if len(line)+len(part) > longestLine {
			line, whole = nil, false
		}
		if whole {
			line = append(line, part...)
		}
		switch {
		case err == nil:
			return line, whole, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && (len(line) > 0 || !whole):
			return line, whole, nil
		case errors.Is(err, io.EOF):
			return nil, false, io.EOF
		default:
			return nil, false, fault.Wrap(fault.Unavailable, err, "history file")
		}
	}
}
