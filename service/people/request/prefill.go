package request

import (
	"shuniu/kernel/matter"
)

// PrefillPublish suggests what to publish of a closed request: the resident's
// words and the last answer, with what looks personal hidden (MaskText), or what
// has been published of it already. The reviewer reads both and has the last word
// (政府信息公开条例 art. 15).
func PrefillPublish(v *matter.View) map[string]string {
	if v.Values[fieldQuestion].Text != "" {
		return map[string]string{fieldQuestion: v.Values[fieldQuestion].Text, fieldAnswer: v.Values[fieldAnswer].Text}
	}
	from := originals(v)
	return map[string]string{fieldQuestion: MaskText(from[fieldQuestion]), fieldAnswer: MaskText(from[fieldAnswer])}
}

// PrefillReply suggests the draft as the reply, so that nobody types it twice, with the
// outcome it was drafted for.
func PrefillReply(v *matter.View) map[string]string {
	return map[string]string{fieldReply: v.Values["draft"].Text, "outcome": v.Values["outcome"].Text}
}
