package process

import (
	"slices"

	"shuniu/kernel/lang"
)

// FieldType says what a form field may hold.
type FieldType string

// The field types.
const (
	FieldText     FieldType = "text"      // one line
	FieldProse    FieldType = "prose"     // lines
	FieldChoice   FieldType = "choice"    // the value of one option
	FieldRegion   FieldType = "region"    // 12-digit code, GB/T 2260 and below
	FieldUnit     FieldType = "unit"      // a unit's code; several if Many
	FieldPerson   FieldType = "person"    // a person's code
	FieldDate     FieldType = "date"      // ISO 8601
	FieldNumber   FieldType = "number"    // an integer
	FieldBool     FieldType = "bool"      // "true" or nothing
	FieldPhone    FieldType = "phone"     // mainland mobile or landline
	FieldIDNumber FieldType = "id_number" // GB 11643 citizen number
	FieldEmail    FieldType = "email"
	FieldFile     FieldType = "file"     // ids of stored attachments
	FieldCategory FieldType = "category" // the code of a leaf of the city's list
	FieldCode     FieldType = "code"     // the code of an entry of a service's own list, which its rule knows
)

// Field is one thing a form asks for.
type Field struct {
	Name     string
	Type     FieldType
	Label    lang.Text
	Help     lang.Text
	Short    lang.Text // what it is called where values are listed; zero: the label
	Personal bool      // data about an identifiable person: encrypted, masked, erasable
	Lookup   bool      // may be searched for by its exact value, through a keyed hash
	Public   bool      // may be published
	Many     bool      // of units and persons: several
	Min, Max int       // characters of text and prose, size of a number, count of files; Max 0: the type's own
	Options  []Option  // of a choice; of a category, those of the list (Sorted)
	Sees     []string  // roles that may see it; empty: whoever sees the matter
	SeesWhen string    // yes-or-no field: Sees holds only in a matter where that is yes; empty: in all
}

// Term is what the field is called in a list of values.
func (f *Field) Term() lang.Text {
	if f.Short.IsZero() {
		return f.Label
	}
	return f.Short
}

// hides reports whether the field is kept from somebody to whom other shows it.
func (f *Field) hides(other *Field) bool {
	if len(f.Sees) == 0 {
		return false
	}
	wider := slices.ContainsFunc(other.Sees, func(role string) bool { return !has(f.Sees, role) })
	return wider || len(other.Sees) == 0 || other.SeesWhen != "" && other.SeesWhen != f.SeesWhen
}

// Option is one value of a choice or a category.
type Option struct {
	Value   string
	Label   lang.Text
	Group   lang.Text // of a category: the levels above it, 一级 › 二级
	Retired bool      // of a category: shown where it was chosen, not to be chosen any more
}

// Whole is the label with the levels above it.
func (o *Option) Whole() lang.Text {
	if o.Group.IsZero() {
		return o.Label
	}
	return o.Label.Under(o.Group)
}

// Option returns the option with the value, or nil.
func (f *Field) Option(value string) *Option {
	for i := range f.Options {
		if f.Options[i].Value == value {
			return &f.Options[i]
		}
	}
	return nil
}

// Sealed reports whether the value must stay out of the hashed ledger, where
// nothing can be forgotten: free text, contact details, files, and whatever is
// personal. The ledger then holds a salted commitment.
func (f *Field) Sealed() bool {
	switch f.Type {
	case FieldText, FieldProse, FieldPhone, FieldIDNumber, FieldEmail, FieldFile:
		return true
	}
	return f.Personal
}

// The most a value may hold where the definition sets no max: an address line,
// a long letter, one file.
const (
	mostText  = 200
	mostProse = 10000
	mostFiles = 1
)

// MostFiles is how many files one act may bring.
const MostFiles = 20

// most is the greatest length, count or number allowed.
func (f *Field) most() int {
	if f.Max != 0 {
		return f.Max
	}
	switch f.Type {
	case FieldText:
		return mostText
	case FieldProse:
		return mostProse
	case FieldFile:
		return mostFiles
	}
	return 1<<53 - 1 // the largest integer every JSON reader keeps exact
}

// MostFiles is how many files the field may hold.
func (f *Field) MostFiles() int { return f.most() }

// AnyLength is the field for words that were written elsewhere and are kept as
// they were: text and prose of any length. Other types are the same.
func (f *Field) AnyLength() *Field {
	if f.Type != FieldText && f.Type != FieldProse {
		return f
	}
	free := *f
	free.Min, free.Max = 0, 1<<53-1
	return &free
}
