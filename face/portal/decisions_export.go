package portal

import (
	"encoding/json"
	"net/http"

	"shuniu/face/door"
	"shuniu/kernel/fault"
	"shuniu/service/enterprises/approval/decision"
)

// mostExported is how many decisions one file has; the Link header leads to the next.
const mostExported = 1000

// exported is a decision under the names of the standard of 双公示 data; doc/publication.md
// says what each holds.
type exported struct {
	Party       string `json:"party_name"`
	PartyKind   string `json:"party_kind"`
	PartyCode   string `json:"party_code"`
	Document    string `json:"document_name"`
	Number      string `json:"document_number"`
	Class       string `json:"licence_class"`
	Certificate string `json:"certificate_name"`
	Serial      string `json:"certificate_number"`
	Content     string `json:"content"`
	Decided     string `json:"decided_on"`
	From        string `json:"valid_from"`
	Until       string `json:"valid_until"`
	Body        string `json:"body_name"`
	BodyCode    string `json:"body_code"`
	Status      string `json:"status"`
	Source      string `json:"source_name"`
	SourceCode  string `json:"source_code"`
	ID          string `json:"id"`
}

// exportedHead are the columns of the CSV, in the order of the standard.
var exportedHead = []string{
	"行政相对人名称", "行政相对人类别", "行政相对人代码_1（统一社会信用代码）", "行政许可决定文书名称", "行政许可决定文书号", "许可类别", "许可证书名称", "许可编号", "许可内容",
	"许可决定日期", "有效期自", "有效期至", "许可机关", "许可机关统一社会信用代码", "当前状态", "数据来源单位", "数据来源单位统一社会信用代码", "公示编号",
}

func (e exported) row() []string {
	return []string{
		e.Party, e.PartyKind, e.PartyCode, e.Document, e.Number, e.Class, e.Certificate, e.Serial, e.Content,
		e.Decided, e.From, e.Until, e.Body, e.BodyCode, e.Status, e.Source, e.SourceCode, e.ID,
	}
}

func (g granting) exported(d decision.Decision) exported {
	return exported{
		Party: d.Name, PartyKind: g.option("party", d.Party), PartyCode: d.Code, Document: g.document(d), Number: d.Number,
		Class: g.option("licence_class", d.Class), Certificate: d.Paper, Serial: d.Serial,
		Content: d.Content, Decided: d.Decided, From: d.ValidFrom, Until: d.ValidUntil, Body: g.unitName(d), BodyCode: d.Body(), Status: g.status(d),
		Source: g.unitName(d), SourceCode: d.Body(), ID: string(d.ID),
	}
}

// export lists what the address asks for and tells where the rest is.
func (p gazette) export(w http.ResponseWriter, r *http.Request, v *door.Visitor, form string) ([]exported, error) {
	g, err := p.granted(r, v, mostExported)
	if err != nil {
		return nil, err
	}
	if g.list.Next != "" {
		w.Header().Set("Link", "<"+g.href(form, g.list.Next)+`>; rel="next"`)
	}
	all := make([]exported, len(g.list.Items))
	for i, d := range g.list.Items {
		all[i] = g.exported(d)
	}
	return all, nil
}

func (p gazette) decisionsTable(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	all, err := p.export(w, r, v, ".csv")
	if err != nil {
		return err
	}
	rows := [][]string{exportedHead}
	for _, e := range all {
		rows = append(rows, e.row())
	}
	return door.SendTable(w, rows)
}

func (p gazette) decisionsJSON(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	all, err := p.export(w, r, v, ".json")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return fault.Wrap(fault.Unavailable, json.NewEncoder(w).Encode(map[string]any{"decisions": all}), "decisions")
}
