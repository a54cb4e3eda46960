package api

import (
	"net/http"
	"slices"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/rating"
)

const onePath = "/requests/{" + door.NumberPart + "}"

// following are the endpoints for whoever has number and query code.
func (a *api) following() []endpoint {
	return []endpoint{
		{
			method: http.MethodGet, path: onePath, name: "follow", right: door.Holder, gives: Request{}, answer: a.follow,
			saying: saying{title: lang.T("查看诉求的进展", "Read how a request stands"), about: lang.T("现在在哪个环节、由谁承办、应于何日前办完及其逐日计算、已经做了什么、现在可以做什么。", "Where it stands, who has it, when it is due with the count of its days, what was done, and what can be done now.")},
		},
		{
			method: http.MethodPost, path: onePath + "/acts/{act}", name: "act", right: door.Holder, params: []param{keyParam()},
			gives: Request{}, also: []int{http.StatusConflict}, answer: a.act,
			saying: saying{title: lang.T("补充、撤回、评价或不认可", "Add to it, withdraw it, rate it or reject the answer"), about: lang.T("可以做的动作及其所需的内容见查看结果中的 acts。返回办理后的诉求。", "What can be done and what each act asks for is in acts of the request. Answers with the request as it then stands.")},
		},
		{
			method: http.MethodPost, path: onePath + "/files", name: "attach", right: door.Holder, uploads: true,
			saying: saying{title: lang.T("上传将随补充提交的附件", "Upload a file to be sent with an act"), about: aboutUpload()},
			params: uploadParams(), body: fileBody, gives: File{}, also: []int{http.StatusCreated, http.StatusTooManyRequests}, answer: a.upload,
		},
		{
			method: http.MethodGet, path: onePath + "/files/{file}", name: "file", right: door.Holder, gives: content("application/octet-stream"), answer: a.file,
			saying: saying{title: lang.T("下载附件", "Download a file"), about: lang.T("办理记录中列出的附件。", "One that the record names.")},
		},
	}
}

func (a *api) follow(c *call) (any, error) {
	if err := c.bad(); err != nil {
		return nil, err
	}
	return a.request(c)
}

// request is the matter as it stands now.
func (a *api) request(c *call) (any, error) {
	v, err := a.Engine.View(c.r.Context(), c.Actor, c.Matter)
	if err != nil {
		return nil, err
	}
	return sight{v, a, c.Lang}.whole()
}

// act does what the person asks for.
func (a *api) act(c *call) (any, error) {
	name := c.r.PathValue("act")
	v, err := a.Engine.View(c.r.Context(), c.Actor, c.Matter)
	if err != nil {
		return nil, err
	}
	if act := v.Definition.Act(name); act == nil || !act.Allows(process.Applicant) || act.Opening() {
		return nil, fault.New(fault.NotFound, lang.T("没有“"+name+"”这个动作。", "There is no act “"+name+"”."), "no such act")
	}
	given, err := c.act()
	if err != nil {
		return nil, err
	}
	if v.Definition.Act(name).Sets(rating.FieldRating) {
		if err := a.Ratings.Came(c.r.Context(), c.Matter, a.Device(c.r)); err != nil {
			door.Log(c.r, err) // it hinders no rating
		}
	}
	if _, err := a.Engine.Act(c.r.Context(), c.Actor, c.Matter, name, given.Input); err != nil {
		return nil, given.told(err)
	}
	return a.request(c)
}

// file sends a file that the person may read: one that the record shows them.
func (a *api) file(c *call) (any, error) {
	if err := c.bad(); err != nil {
		return nil, err
	}
	v, err := a.Engine.View(c.r.Context(), c.Actor, c.Matter)
	if err != nil {
		return nil, err
	}
	id := c.r.PathValue("file")
	if !docket.Given(v.Timeline, id, func(e matter.Entry, field string) bool { return docket.ToldValue(e, v.Definition.Field(field)) }) {
		return nil, fault.Of(fault.NotFound, "no file that is told")
	}
	file, err := a.Engine.File(c.r.Context(), c.Actor, c.Matter, attachment.ID(id))
	if err != nil {
		return nil, err
	}
	return nil, door.Send(c.w, c.r, file)
}

// possible are the acts of the person's that can be done now.
func (s sight) possible() []Act {
	out := []Act{}
	for _, act := range s.Possible {
		one := Act{Name: act.Name, Title: act.Title.In(s.tag), URL: Base + "/requests/" + s.Matter.Number + "/acts/" + act.Name, Fields: []Field{}}
		for _, f := range docket.Fields(s.Definition, act) {
			one.Fields = append(one.Fields, s.field(f, slices.Contains(act.Needs, f.Name)))
		}
		out = append(out, one)
	}
	return out
}

func (s sight) field(f *process.Field, required bool) Field {
	out := Field{Name: f.Name, Label: f.Label.In(s.tag), Type: string(f.Type), Required: required}
	for _, o := range f.Options {
		if f.Type == process.FieldChoice {
			out.Options = append(out.Options, Named{o.Value, o.Label.In(s.tag)})
		}
	}
	return out
}
