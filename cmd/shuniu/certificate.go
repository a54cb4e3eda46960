package main

import (
	"os"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/certificate"
)

type certificateCmd struct {
	Verify certificateVerifyCmd `cmd:"" help:"用公布的公钥核验凭证文件 Verify a credential with the published keys."`
}

type certificateVerifyCmd struct {
	File string `arg:"" help:"凭证文件 File of the credential." type:"existingfile"`
	Key  string `help:"公钥文件，从 /.well-known/certificate-keys.json 取得 File of the public keys, from /.well-known/certificate-keys.json." type:"existingfile" required:""`
}

// Run prints what a credential says, if the city of the keys has signed it.
func (c *certificateVerifyCmd) Run(e *env) error {
	var read [2][]byte
	for i, path := range []string{c.File, c.Key} {
		var err error
		if read[i], err = os.ReadFile(path); err != nil {
			return fault.New(fault.NotFound, lang.T("打不开文件 "+path, "Cannot open the file "+path), err.Error())
		}
	}
	said, err := certificate.Verify(read[0], read[1])
	if err != nil {
		return err
	}
	return printJSON(e.Out, said)
}
