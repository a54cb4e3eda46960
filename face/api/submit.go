package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"shuniu/face/door"
	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// submission are the endpoints by which a program passes a request on.
func (a *api) submission() []endpoint {
	return []endpoint{
		{
			method: http.MethodPost, path: "/requests", name: submitName, right: door.Program, scope: SubmitScope,
			saying: saying{title: lang.T("转来一件诉求", "Pass a request on"), about: lang.T("代诉求人提交一件诉求，返回编号和查询码。请把二者交给诉求人：查询码只有这一次给出，凭它查看进展、补充、撤回和评价。同一 Idempotency-Key 重发相同内容，得到同一回执（200）；内容不同则拒绝（409）。",
				"Sends a request on somebody's behalf and gives its number and query code. Hand both to them: the code is how they follow it, add to it, withdraw it and rate it. The same Idempotency-Key with the same content gets the same receipt (200); with other content it is refused (409).")},
			params: []param{keyParam()}, body: a.opening, gives: Receipt{}, also: []int{http.StatusCreated, http.StatusConflict}, answer: a.submit,
		},
		{
			method: http.MethodPost, path: "/files", name: "upload", right: door.Program, scope: SubmitScope, uploads: true,
			saying: saying{title: lang.T("上传将随诉求提交的附件", "Upload a file to be sent with a request"), about: aboutUpload()}, params: uploadParams(), body: fileBody, gives: File{}, also: []int{http.StatusCreated}, answer: a.upload,
		},
	}
}

func aboutUpload() lang.Text {
	return lang.T("请求体就是文件本身（图片、PDF或Office文档，不超过20 MB；类型以内容为准），文件名写在 Content-Disposition 中。上传与随后提交使用同一个 Idempotency-Key，并把得到的 id 写进提交的 files；24小时内没有提交的附件自动删除。",
		"The body is the file itself (a picture, PDF or Office document of up to 20 MB; the content decides the type), its name in Content-Disposition. Upload under the Idempotency-Key of the submission that follows, and name the id in its files; what is not submitted within 24 hours is removed.")
}

func keyParam() param {
	return param{in: inHeader, name: keyHeader, required: true, schema: words(1, longest), about: lang.T("本次提交的唯一编号，如UUID；重发时不变", "The submission's own key, such as a UUID; the same when it is sent again")}
}

func uploadParams() []param {
	return []param{keyParam(), {in: inHeader, name: dispositionHeader, schema: words(0, 0), about: lang.T("attachment; filename*=UTF-8''… 或 filename=\"…\"", "attachment; filename*=UTF-8''… or filename=\"…\"")}}
}

const dispositionHeader = "Content-Disposition"

// Receipt is what whoever submitted holds in hand.
type Receipt struct {
	Number string `json:"number" doc:"The public number" example:"Q990102-2026-7K2M9QXA-4"`
	Code   string `json:"code" doc:"The query code, a secret of whoever the request is for" example:"7K2M-9QXA-41TZ"`
	Opened string `json:"opened" format:"date-time" doc:"When it was taken in"`
	State  Named  `json:"state" doc:"Where it stands"`
	URL    string `json:"url" doc:"Where it is read by this interface"`
	Follow string `json:"follow" doc:"The page where the person follows it"`
}

func (a *api) submit(c *call) (any, error) {
	act, err := c.act()
	if err != nil {
		return nil, err
	}
	res, err := a.Engine.Open(c.r.Context(), c.Actor, requests, act.Input)
	if err != nil {
		return nil, act.told(err)
	}
	c.status = http.StatusCreated
	if res.Repeated {
		c.status = http.StatusOK
	}
	at := Base + "/requests/" + res.Matter.Number
	c.w.Header().Set("Location", at)
	return Receipt{
		Number: res.Matter.Number, Code: res.Code, Opened: a.stamp(res.Matter.Opened), URL: at, Follow: door.FollowPath,
		State: Named{res.Matter.State, a.def.State(res.Matter.State).Title.In(c.Lang)},
	}, nil
}

// File is an attached file.
type File struct {
	ID   string `json:"id" doc:"Names it in files"`
	Name string `json:"name"`
	Type string `json:"type" doc:"What its content says it is" example:"image/jpeg"`
	Size int64  `json:"size" doc:"Bytes"`
}

func fileOf(f attachment.File) File {
	return File{string(f.ID), f.Name, string(f.Type), f.Size}
}

// fileField is what a file that is not sent with an act yet is told by.
const fileField = "file"

// upload puts a file into the tray of the submission that is to come.
func (a *api) upload(c *call) (any, error) {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || !isFileMedia(media) {
		return nil, door.Media(c.r, "application/octet-stream", "image/*", "application/pdf", "application/vnd.*", "application/msword")
	}
	key, text := c.key()
	if key == "" {
		c.wrong(keyHeader, text)
	}
	if err := c.bad(); err != nil {
		return nil, err
	}
	tray := a.Engine.Tray(c.Actor, key)
	held, err := tray.Files(c.r.Context())
	if err != nil {
		return nil, err
	}
	if len(held) >= process.MostFiles {
		c.wrong(fileField, lang.T("一次提交最多{n}个附件。", "At most {n} files go with one submission.").With("n", strconv.Itoa(process.MostFiles)))
		return nil, c.bad()
	}
	from := io.Reader(c.r.Body)
	if c.Actor.Kind == access.Applicant {
		from = a.Metered(c.r, from)
	}
	f, err := tray.Put(c.r.Context(), fileField, c.fileName(), from)
	if errors.Is(err, door.ErrUploads) {
		return nil, door.ErrUploads
	}
	if err != nil {
		return nil, err
	}
	c.status = http.StatusCreated
	return fileOf(f), nil
}

// fileName is the name in Content-Disposition, whatever else stands there.
func (c *call) fileName() string {
	_, params, err := mime.ParseMediaType(c.r.Header.Get(dispositionHeader))
	if err != nil {
		return ""
	}
	return params["filename"]
}

// isFileMedia tells what may be a file from what a client sends when it forgets to
// say; what it really is, its content tells.
func isFileMedia(media string) bool {
	return media == "application/octet-stream" || media == "application/pdf" || media == "application/msword" ||
		strings.HasPrefix(media, "image/") || strings.HasPrefix(media, "application/vnd.")
}
