// Package instrument makes the documents 文书 of a procedure: notices, decisions,
// receipts, as the city's styles 文书样式 word them.
//
// A document is a view of the event by which it was issued. Nothing of it is stored a
// second time: its words are those of the style in effect on that day, its values
// those the matter held then, its number stands in the event, which the ledger's hash
// protects. The same event always gives the same document, but for what was erased by
// law, which shows as erased.
//
// A document bears a number from an unbroken series only once it is issued, a seal
// only by the act of whoever may use it, and a code by which anyone can ask whether it
// was really issued. The package knows no service and decides nothing about access:
// it is handed the matter as its reader sees it. Typesetting follows GB/T 9704-2012.
package instrument

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Document is a document ready to be set, in the language of the law. Empty parts are
// left out.
type Document struct {
	Organ     string // who issues it, above the title
	Title     lang.Text
	Number    string // 文号; empty for a document that bears none
	Addressee string
	Text      []string // paragraphs
	Rows      []Row    // of a form: label and value, to be read or filled in
	Closing   []string // after rows: how to appeal, what to do next
	Signature string   // who signs; empty: nobody does
	Day       calendar.Date
	Seal      Seal
	Case      string // number of the matter, for the footer
	Verify    string // address at which it is verified, also drawn as QR; empty: none
	Code      string // what is asked for there
	Masked    bool   // personal values are shown in part, as the reader sees them
}

// Row is a line of a form. An empty value is a blank to be filled in by hand.
type Row struct{ Label, Value string }

// Seal is what is pressed over the signature: the organ's own where Name is empty.
type Seal struct {
	Organ string // around the rim; empty: the document is not sealed
	Name  string // below the star: 行政审批专用章
}
