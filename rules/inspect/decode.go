package inspect

import "github.com/formtrace/formtrace/rules/form"

// request is a Request with room for what it points to, used again and again so
// that decoding does not allocate.
type request struct {
	Request
	dossier      Dossier
	dns          DNS
	hosting      Hosting
	registration Registration
	certificate  Certificate
	http         HTTP
	seen         Seen
	query        []string
	fields       []form.Field
}

// decode reads a request from CBOR; the texts are views of b. What it does not
// know it passes over. err is a sentence, "" when there is none.
func (q *request) decode(b []byte) (err string) {
	q.Request = Request{}
	r := read(b)
	n, ok := r.open(majorMap)
	if !ok {
		r.fail("expected a map")
	}
	q.fields = q.fields[:0]
	for range n {
		switch r.field() {
		case "page":
			r.document(&q.Page)
		case "frame":
			r.document(&q.Frame)
		case "form":
			r.form(&q.Form)
		case "target":
			q.target(&r)
		case "submitter":
			r.submitter(&q.Submitter)
		case "fields":
			q.readFields(&r)
		case "script":
			r.script(&q.Script)
		case "home":
			q.Home = r.text()
		case "now":
			q.Now = r.integer()
		case "asked":
			q.Asked = r.text()
		case "dossier":
			q.readDossier(&r)
		case "seen":
			q.readSeen(&r)
		default:
			r.skip()
		}
	}
	q.Fields = q.fields
	if r.err == "" && r.p != len(b) {
		r.fail("something follows the request")
	}
	return r.err
}

func (r *reader) document(d *form.Document) {
	n, _ := r.open(majorMap)
	for range n {
		if r.field() == "url" {
			d.URL = r.text()
		} else {
			r.skip()
		}
	}
}

func (r *reader) script(s *form.Script) {
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "url":
			s.URL = r.text()
		case "way":
			s.Way = r.text()
		case "early":
			s.Early = r.boolean()
		default:
			r.skip()
		}
	}
}

func (r *reader) form(f *form.Form) {
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "id":
			f.ID = r.text()
		case "name":
			f.Name = r.text()
		case "index":
			f.Index = int(r.integer())
		default:
			r.skip()
		}
	}
}

func (q *request) target(r *reader) {
	t := &q.Target
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "url":
			t.URL = r.text()
		case "queryNames":
			q.query = r.texts(q.query)
			t.QueryNames = q.query
		case "method":
			t.Method = r.text()
		case "enctype":
			t.Enctype = r.text()
		case "context":
			t.Context = r.text()
		default:
			r.skip()
		}
	}
}

func (r *reader) submitter(s *form.Submitter) {
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "name":
			s.Name = r.text()
		case "overrides":
			s.Overrides = r.boolean()
		default:
			r.skip()
		}
	}
}

func (q *request) readFields(r *reader) {
	n, _ := r.open(majorArray)
	for range n {
		q.fields = append(q.fields, form.Field{})
		r.oneField(&q.fields[len(q.fields)-1])
		if r.err != "" {
			return
		}
	}
}

func (r *reader) oneField(f *form.Field) {
	n, _ := r.open(majorMap)
	for range n {
		switch r.field() {
		case "name":
			f.Name = r.text()
		case "id":
			f.ID = r.text()
		case "control":
			f.Control = r.text()
		case "type":
			f.Type = r.text()
		case "autocomplete":
			f.Autocomplete = r.text()
		case "label":
			f.Label = r.text()
		case "placeholder":
			f.Placeholder = r.text()
		case "filled":
			f.Filled = r.boolean()
		default:
			r.skip()
		}
	}
}

func (q *request) readSeen(r *reader) {
	n, ok := r.open(majorMap)
	if !ok {
		return
	}
	q.seen = Seen{}
	s := &q.seen
	q.Seen = s
	for range n {
		switch r.field() {
		case "host":
			s.Host = r.text()
		case "site":
			s.Site = r.text()
		case "country":
			s.Country = r.text()
		case "scheme":
			s.Scheme = r.text()
		case "at":
			s.At = r.integer()
		default:
			r.skip()
		}
	}
}
