package rule

import (
	"fmt"
	"path"
	"strings"
)

// TemplateKinds are the kinds that Template knows.
var TemplateKinds = []string{"behaviour", "operator", "authority", "names", "mark", "exemption", "jurisdiction"}

const template1 = `kind: KIND
id: ID
author: AUTHOR
created: DAY
`

const template2 = `verified: "no"
why: ""
evidence:
  - source: ""
    date: ""
`

var templates = map[string]string{
	"behaviour": template1 + `status: draft
from: page
confidence: likely
` + template2 + `cases:
  - verdict: notice
    when:
      target.sameSite: false
    title: ""
    says: ""
    instead: ""
hit:
  - name: ""
    verdict: notice
    page: https://news.example.org/
    target: https://lists.example.net/subscribe
    fields: [email]
miss:
  - name: ""
    near: true
    page: https://news.example.org/
    target: https://news.example.org/subscribe
    fields: [email]
`,
	"operator": template1 + `name: ""
role: ""
jurisdiction: ""
domains: []
` + template2 + `hit: []
miss: []
`,
	"authority": template1 + `name: ""
places: []
complaints: ""
` + template2,
	"names": template1 + `names: []
` + template2 + `hit: []
miss: []
`,
	"mark": template1 + `domains: []
verdict: notice
title: ""
says: ""
instead: ""
` + template2 + `hit: []
miss: []
`,
	"exemption": template1 + `rules: []
lower: notice
when:
  target.secure: true
` + template2 + `hit:
  - name: ""
    page: https://news.example.org/
    target: https://lists.example.net/subscribe
    fields: [email]
miss:
  - name: ""
    near: true
    page: https://news.example.org/
    target: https://news.example.org/subscribe
    fields: [email]
`,
	"jurisdiction": template1 + `law: ""
name: ""
home: []
neutral: []
adequate: []
` + template2 + `hit: []
miss: []
`,
}

// Template returns the name and the text of a new file of a kind; what is to be
// filled in is empty, which Lint refuses.
func Template(kind, id, author, day string) (name, text string, err error) {
	text, ok := templates[kind]
	if !ok {
		return "", "", fmt.Errorf("kind: %q; expected one of %s", kind, list(TemplateKinds))
	}
	if !idPattern.MatchString(id) {
		return "", "", fmt.Errorf("id: %q; expected small letters, digits and hyphens, at most one slash", id)
	}
	if author != "" && !authorPattern.MatchString(author) {
		return "", "", fmt.Errorf("author: %q; expected a handle of small letters, digits and hyphens", author)
	}
	if author == "" {
		author = `""`
	}
	text = strings.NewReplacer("KIND", kind, "ID", id, "AUTHOR", author, "DAY", day).Replace(text)
	return path.Join(folders[kind], strings.ReplaceAll(id, "/", "-")+".yaml"), text, nil
}
