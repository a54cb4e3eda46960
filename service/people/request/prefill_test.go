package request_test

import (
	"testing"

	"shuniu/kernel/matter"
	"shuniu/service/people/request"
)

func TestAReplyIsSuggestedFromItsDraft(t *testing.T) {
	const draft = "水管已修好，三月二日恢复供水。"
	v := &matter.View{Values: map[string]matter.Value{"draft": {Text: draft}, "outcome": {Text: "solved"}}}
	if got := request.PrefillReply(v); got["reply"] != draft || got["outcome"] != "solved" {
		t.Errorf("suggested %v", got)
	}
}
