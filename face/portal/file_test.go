package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"shuniu/kernel/attachment"
	"shuniu/test/browse"
)

const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

func photo(name, content string) []browse.Upload {
	return []browse.Upload{{Field: "files", Name: name, Content: content}}
}

func TestFilesAreSentWithoutScriptsAndReadAgain(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/").Follows("我要说")
	r.Presses("继续", "kind", "complaint")
	// another field is wrong: the file is kept all the same
	r.Chooses("继续", photo("../二号楼.png", picture+"a"), "title", askTitle).Got(http.StatusUnprocessableEntity).Reads("二号楼.png", "图片 · 17 B", "移除")
	r.Chooses("继续", photo("三号楼.png", picture+"b"), "title", askTitle, "body", askBody).Got(http.StatusOK)
	for range 3 {
		r.Presses("继续", "region", map[bool]string{true: "990102001001", false: "990102000000"}[strings.Contains(r.Body, "990102001001")])
		if strings.Contains(r.Body, `name="phone"`) {
			break
		}
		if strings.Contains(r.Body, "990102001000") && !strings.Contains(r.Body, "990102001001") {
			r.Presses("继续", "region", "990102001000")
		}
	}
	r.Presses("继续").Reads("二号楼.png (17 B)", "三号楼.png (17 B)")
	r.Presses("提交诉求").Got(http.StatusOK)
	number, code := receipt(r)
	r.Goes("/follow/matter").Reads("二号楼.png", "三号楼.png", "查看", "下载")
	link := ""
	for _, a := range browse.All(r.Main(), "a") {
		if strings.Contains(browse.Attr(a, "href"), "/follow/file/") && !strings.Contains(browse.Attr(a, "href"), "save") {
			link = browse.Attr(a, "href")
			break
		}
	}
	r.Goes(link).Got(http.StatusOK)
	if r.Body != picture+"a" {
		t.Errorf("read %q", r.Body)
	}
	if other := c.resident(t).Goes(link); other.Status != http.StatusOK || strings.HasPrefix(other.Body, "\x89") || other.At != "/follow" {
		t.Errorf("without number and code: at %s", other.At)
	}
	stranger := c.resident(t)
	sends(stranger)
	stranger.Goes(link).Got(http.StatusNotFound)
	again := c.resident(t).Goes("/follow").Presses("查看进展", "number", number, "code", code)
	again.Goes(link + "?save").Got(http.StatusOK)
}

func TestEachFileRefusedIsNamedWithItsReason(t *testing.T) {
	r := open(t).resident(t)
	r.Lang = "en"
	r.Goes("/ask")
	r.Presses("Continue", "kind", "complaint")
	files := []browse.Upload{
		{Field: "files", Name: "empty.png"},
		{Field: "files", Name: "page.png", Content: "<html><script>alert(1)</script>"},
		{Field: "files", Name: "huge.png", Content: picture + strings.Repeat("x", attachment.LargestFile)},
		{Field: "files", Name: "good.png", Content: picture},
	}
	r.Chooses("Continue", files, "title", askTitle, "body", askBody).Got(http.StatusUnprocessableEntity)
	r.Reads("“empty.png” is empty", "“page.png” is not a kind of file", "“huge.png” is larger than 20 MB", "good.png")
	if got := r.Value("title"); got != askTitle {
		t.Errorf("the title is lost: %q", got)
	}
	var many []browse.Upload
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		many = append(many, browse.Upload{Field: "files", Name: n + ".png", Content: picture + n})
	}
	r.Chooses("Continue", many, "title", askTitle, "body", askBody).Got(http.StatusUnprocessableEntity).Reads("“5.png” was not taken: at most 5 files")
	r.Presses("Remove good.png").Got(http.StatusOK).Never("good.png")
	if got := r.Value("body"); !strings.Contains(got, "榕荫社区") {
		t.Errorf("removing a file lost the text: %q", got)
	}
}

func TestFilesComeWithASupplement(t *testing.T) {
	r := open(t).resident(t)
	sends(r)
	r.Goes("/follow/act/supplement")
	r.Chooses("补充情况", photo("三号楼.png", picture)).Got(http.StatusUnprocessableEntity).Reads("三号楼.png")
	r.Chooses("补充情况", nil, "note", "三号楼从今天上午起也停水了。").Got(http.StatusOK).Reads("三号楼.png", "三号楼从今天上午起也停水了。")
}

// A line that breaks lets people send a form once more: what came twice is one
// file, and two that only share a name are two.
func TestAFileSentOnceMoreIsOneFile(t *testing.T) {
	r := open(t).resident(t)
	sends(r)
	r.Goes("/follow/act/supplement")
	for range 7 {
		r.Chooses("补充情况", photo("三号楼.png", picture)).Got(http.StatusUnprocessableEntity)
	}
	r.Chooses("补充情况", photo("三号楼.png", picture+"x")).Got(http.StatusUnprocessableEntity)
	r.Chooses("补充情况", nil, "note", "三号楼从今天上午起也停水了。").Got(http.StatusOK)
	files := map[string]bool{}
	for _, a := range browse.All(r.Main(), "a") {
		if href := browse.Attr(a, "href"); strings.HasPrefix(href, "/follow/file/") && !strings.Contains(href, "?") {
			files[href] = true
		}
	}
	if len(files) != 2 {
		t.Errorf("files %v", files)
	}
}
