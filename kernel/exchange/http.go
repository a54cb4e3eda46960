package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Endpoint is a system that speaks JSON over HTTP: messages are posted to the path of
// their kind with the header Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header),
// the list of a day is read from /received?day=2026-03-02&after=KEY as
// {"items": [{"key": …, "body": {…}}], "next": KEY}. Token, if any, goes along as a bearer
// token (RFC 6750). Answers of 408, 425, 429 and from 500 on are worth another try.
type Endpoint struct {
	Address string
	Token   string
	Client  *http.Client
}

// answerMost is more than any answer takes, in bytes.
const answerMost = 8 << 20

// Deliver posts a message.
func (p *Endpoint) Deliver(ctx context.Context, d Delivery) (Receipt, error) {
	body, err := json.Marshal(d.Body)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "message")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(p.Address, "/")+d.Path, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "request")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", d.Key)
	var answer map[string]any
	if err := p.call(r, &answer); err != nil {
		return nil, err
	}
	receipt := Receipt{}
	for name, value := range answer {
		if text, ok := value.(string); ok {
			receipt[name] = text
		}
	}
	return receipt, nil
}

// Listed reads one page of what came on a day.
func (p *Endpoint) Listed(ctx context.Context, day calendar.Date, after string) ([]Received, string, error) {
	address := strings.TrimSuffix(p.Address, "/") + "/received?" + url.Values{"day": {day.String()}, "after": {after}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, "", fault.Wrap(fault.Internal, err, "request")
	}
	var page struct {
		Items []Received `json:"items"`
		Next  string     `json:"next"`
	}
	err = p.call(r, &page)
	if fault.Is(err, fault.Invalid) {
		err = fault.Wrap(fault.Unavailable, err, "list") // a list that is refused is one that cannot be had now
	}
	return page.Items, page.Next, err
}

func (p *Endpoint) call(r *http.Request, into any) error {
	if p.Token != "" {
		r.Header.Set("Authorization", "Bearer "+p.Token)
	}
	a, err := p.Client.Do(r)
	if err != nil {
		return away("no answer", err.Error())
	}
	defer a.Body.Close()
	text, err := io.ReadAll(io.LimitReader(a.Body, answerMost))
	if err != nil {
		return away("answer breaks off", err.Error())
	}
	switch {
	case a.StatusCode >= 500 || a.StatusCode == http.StatusRequestTimeout || a.StatusCode == http.StatusTooEarly || a.StatusCode == http.StatusTooManyRequests:
		return away(a.Status, "")
	case a.StatusCode/100 != 2:
		return fault.New(fault.Invalid, lang.Same(a.Status+" "+refusal(text)), "refused by the other side")
	}
	if len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return away("answer is not JSON", err.Error())
	}
	return nil
}

// away says that the other side cannot be had now; detail is for the operator.
func away(what, detail string) error {
	return fault.New(fault.Unavailable, lang.T("对方系统暂时没有应答（"+what+"）。", "The other system does not answer now ("+what+")."), what+": "+detail)
}

// refusal is the reason in an answer by RFC 9457, whose title says nothing of the case
// at hand; the rest is not kept, since it may repeat what it was told.
func refusal(answer []byte) string {
	var p struct{ Type, Title string }
	if json.Unmarshal(answer, &p) != nil {
		return ""
	}
	return strings.TrimSpace(p.Title + " " + p.Type)
}
