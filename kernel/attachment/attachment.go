// Package attachment keeps the files that people give with their acts.
//
// A file is stored before the act that it belongs to, durably, encrypted with a
// random key of its own, on disk under the SHA-256 of its ciphertext: that hash is
// its id, what the act's event commits to, and nothing anybody can guess. The key
// is wrapped by whoever keeps the file: while it waits for its act by the master
// key, afterwards by the matter's. Destroying the matter's key destroys the file;
// its ciphertext is removed as well.
//
// What a file is, its content says and never its name. Nothing is unpacked: an
// archive that would swell is as long as it was sent. Names are personal texts and
// stand only inside the encryption. A file that no act takes is swept after a day.
//
// The package decides nothing about who may read: that is the engine's.
package attachment

import (
	"regexp"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// ID is the SHA-256 of a file's ciphertext in hexadecimal.
type ID string

var idShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Valid reports whether the id has the form of one.
func (id ID) Valid() bool { return idShape.MatchString(string(id)) }

// The limits of one file, of what waits for its act in one form, and of all that
// waits: whoever sends files that no act takes cannot fill the disk.
const (
	LargestFile = 20 << 20 // bytes
	LargestName = 120      // characters
	mostWaiting = 16 << 30 // bytes
	WaitsFor    = 24 * time.Hour
	mostAtOnce  = 8 // files being received; one takes some 200 KB of memory
)

// File is what is known of a file without its content. Name is empty for those who
// may not read it.
type File struct {
	ID    ID
	Field string // that it was given for
	Name  string
	Type  Type
	Size  int64 // bytes
}

// refuse says of one file why it cannot be taken.
func refuse(field, name string, text lang.Text) error {
	return fault.Defects([]fault.Defect{{Field: field, Text: text.With("name", name)}})
}

func refusedSize() lang.Text {
	return lang.T("“{name}”超过20 MB，没有上传。请压缩或拆分后再选。", "“{name}” is larger than 20 MB and was not taken. Make it smaller or split it, then choose it again.")
}

func refusedEmpty() lang.Text {
	return lang.T("“{name}”是空文件，没有上传。请检查后重新选择。", "“{name}” is empty and was not taken. Check it and choose it again.")
}

func refusedType() lang.Text {
	return lang.T("“{name}”不是可以上传的类型，没有上传。可以上传图片（PNG、JPEG、GIF、WebP、HEIC）、PDF和Office文档（Word、Excel、PowerPoint）；类型以文件内容为准。",
		"“{name}” is not a kind of file that can be taken. Pictures (PNG, JPEG, GIF, WebP, HEIC), PDF and Office documents (Word, Excel, PowerPoint) can; the content decides, not the name.")
}

func refusedVirus() lang.Text {
	return lang.T("“{name}”含有病毒或恶意代码，没有上传。", "“{name}” holds a virus or other harmful code and was not taken.")
}

func unscanned() lang.Text {
	return lang.T("“{name}”暂时无法检查病毒，没有上传。请稍后再试；也可以先不带附件提交，之后补充。", "“{name}” cannot be checked for viruses just now and was not taken. Try again shortly, or send without it and add it later.")
}

func disturbed() lang.Text {
	return lang.T("“{name}”没有传完。请重新选择。", "“{name}” did not arrive whole. Choose it again.")
}
