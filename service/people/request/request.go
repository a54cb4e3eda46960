// Package request is what is its own in 群众诉求, the requests of residents by
// hotline, mailbox and portal; how a request is handled, its definition says
// (process/people/request.yaml).
//
// Published is the public list of answered requests, a projection of the ledger: it
// shows only the question and the answer that a reviewer released, under an id that
// leads to no matter, and forgets a request as soon as its personal data is erased
// (政府信息公开条例 art. 15, 个人信息保护法 art. 47). It is the same when rebuilt from
// zero.
//
// Importer enters the history of another system as past acts, once, and reports
// on it. MaskText suggests what to hide before a text is published. The package
// never decides an act, never notifies and never shows a resident's own words.
package request

// The names of the definition that the projections look for; a site's own
// edition of it keeps them.
const (
	process          = "people.request"
	knowledgeProcess = "people.knowledge"

	actSubmit    = "submit"
	actDispatch  = "dispatch"
	actSign      = "sign"
	actReply     = "reply"
	actAnswer    = "answer"
	actApprove   = "approve_reply"
	actPublish   = "publish"
	actUnpublish = "unpublish"

	fieldKind      = "kind"
	fieldTitle     = "title"
	fieldBody      = "body"
	fieldRegion    = "region"
	fieldUnit      = "unit"
	fieldUrgency   = "urgency"
	fieldReply     = "reply"
	fieldOutcome   = "outcome"
	fieldRating    = "rating"
	fieldLead      = "lead"
	fieldKnowledge = "knowledge"
	fieldCopied    = "copied"
	fieldQuestion  = "public_question"
	fieldAnswer    = "public_answer"
	fieldChecked   = "suspects_checked"

	stateMerged    = "merged"
	stateRefused   = "refused"
	stateWithdrawn = "withdrawn"
)

// isReply tells the acts that give the resident an answer after the matter was
// looked into; a promise alone is none.
func isReply(act string) bool { return act == actReply || act == actAnswer || act == actApprove }
