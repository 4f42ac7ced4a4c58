package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/worker/lookup"
)

// hosts answers with a dossier: ready, put together from the cache, or looked up.
func (h *Handler) hosts(w http.ResponseWriter, r *http.Request, escaped string) {
	if loopback(r.Host) && fromPage(r) {
		problem{Type: "from-page", Title: "Not for web pages", Status: http.StatusForbidden,
			Detail: "A worker on loopback answers people, programs and the extension, and no pages of other sites."}.write(w, r)
		return
	}
	t := target{r.URL.EscapedPath(), r.URL.RawQuery}
	a, ok := h.ready.answer(t, h.now())
	if !ok {
		var p *problem
		if a, p = h.dossier(r, t, escaped); p != nil {
			if p.retry > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int((p.retry+time.Second-1)/time.Second)))
			}
			p.write(w, r)
			return
		}
	}
	a.forClient(r.Method, strings.Join(r.Header.Values("If-None-Match"), ",")).write(w)
}

// write sends the answer.
func (a Answer) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("ETag", a.ETag)
	header.Set("Cache-Control", a.CacheControl)
	if a.ContentType != "" {
		header.Set("Content-Type", a.ContentType)
	}
	if len(a.Body) == 0 {
		// Without a length: for HEAD some platforms wait for as many bytes as were
		// announced. Without a write either, which they take for the beginning.
		w.WriteHeader(a.Status)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	w.Write(a.Body)
}

// asked is a question for a dossier, understood.
type asked struct {
	host     string
	sections []string
	from     string
}

// key is the name under which a section is kept. A host holds neither mark.
func (q asked) key(section string) string {
	name := q.host
	if domain, ok := host.Registrable(name); ok && section == "registration" {
		name = domain // so that a registry is not asked again for each host of a domain
	}
	key := name + "/" + section
	if section == "mail" && q.from != "" {
		key += "?from=" + q.from
	}
	return key
}

// only is the same question for some sections.
func (q asked) only(sections []string) lookup.Query {
	out := lookup.Query{Host: q.host, Sections: sections}
	if slices.Contains(sections, "mail") {
		out.From = q.from
	}
	return out
}

// dossier puts the answer together from what is kept, and has looked up what is
// missing. Sections that are past their time are answered with all the same, and
// looked up again behind the client's back.
func (h *Handler) dossier(r *http.Request, t target, escaped string) (Answer, *problem) {
	ctx := r.Context()
	if h.Background == nil { // the platform ends nothing with a request
		// To the end, when the client does not wait for it: its host was contacted,
		// and the next client is to have what it answered.
		ctx = context.WithoutCancel(ctx)
	}
	q, p := question(escaped, r.URL.RawQuery)
	if p != nil {
		return Answer{}, p
	}
	generation := h.begun()
	found := h.kept(ctx, q)
	var missing, old []string
	for _, section := range q.sections {
		switch e, ok := found[section]; {
		case !ok:
			missing = append(missing, section)
		case !e.Good():
			old = append(old, section)
		}
	}
	if len(missing) > 0 {
		release, p := h.admit(r)
		if p != nil {
			return Answer{}, p
		}
		defer release()
		began := h.now()
		fresh := h.obtain(ctx, q, missing)
		for section, e := range found { // they have grown older meanwhile
			e.Age += h.now().Sub(began)
			found[section] = e
		}
		maps.Copy(found, fresh)
	}
	if len(old) > 0 {
		h.renew(ctx, q, old)
	}
	body, until := assemble(q, found, h.now())
	ready := prepare(body, until)
	ready.refresh(h.now())
	a := ready.answer()
	h.mu.RLock()
	defer h.mu.RUnlock()
	if ctx.Err() == nil && h.generation == generation {
		h.ready.put(t, ready, h.now())
	}
	return a, nil
}

// kept returns the sections that the cache has, asked for at the same time: a
// cache may be on the other side of a network.
func (h *Handler) kept(ctx context.Context, q asked) map[string]Entry {
	found := make(map[string]Entry, len(q.sections))
	if h.Cache == nil {
		return found
	}
	type got struct {
		section string
		entry   Entry
		ok      bool
	}
	all := make(chan got, len(q.sections))
	for _, section := range q.sections {
		go func() {
			g := got{section: section}
			defer func() {
				recover() // a failure inside the cache is "not there"
				all <- g
			}()
			g.entry, g.ok = h.Cache.Get(ctx, q.key(section))
		}()
	}
	for range q.sections {
		if g := <-all; g.ok && g.entry.Usable() {
			found[g.section] = g.entry
		}
	}
	return found
}

// lookUp looks sections up and keeps what was found. A failure does not take the
// place of facts that are still usable, which somebody else may have found
// meanwhile; and what a platform broke off with the client is no answer for the
// next.
func (h *Handler) lookUp(ctx context.Context, q asked, sections []string) map[string]Entry {
	generation := h.begun()
	fresh := map[string]Entry{}
	for _, s := range h.Lookup.Dossier(ctx, q.only(sections)).Sections() {
		e := entry(s)
		fresh[s.Name] = h.keep(ctx, generation, q.key(s.Name), e)
	}
	return fresh
}

// keep puts an entry into the cache and returns what is to be answered with.
func (h *Handler) keep(ctx context.Context, generation int, key string, e Entry) (answer Entry) {
	answer = e
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.Cache == nil || ctx.Err() != nil || h.generation != generation {
		return answer
	}
	defer func() { recover() }() // a cache that fails has forgotten
	if e.Failed {
		if before, ok := h.Cache.Get(ctx, key); ok && before.Usable() && !before.Failed {
			return before
		}
	}
	h.Cache.Put(ctx, key, e)
	return answer
}

// renew looks old sections up again after the answer, unless somebody does so
// already. What failed stays marked, so that it is not tried again for a while:
// that has no TTL of its own, as the old facts stay.
func (h *Handler) renew(ctx context.Context, q asked, old []string) {
	marked := map[string]func(){} // by section: what takes the mark away
	for _, section := range old {
		if release, ok := h.renewing.begin(q.key(section), h.now()); ok {
			marked[section] = release
		}
	}
	place, ok := h.lookups.begin(h.now())
	if len(marked) == 0 || !ok {
		place()
		for _, release := range marked {
			release()
		}
		return
	}
	h.background(ctx, func(ctx context.Context) {
		defer place()
		mine := slices.DeleteFunc(old, func(section string) bool { return marked[section] == nil })
		for section, e := range h.lookUp(ctx, q, mine) {
			if e.Good() {
				marked[section]()
			}
		}
	})
}

// assemble puts a dossier together from the JSON of its sections, which is not
// made anew. It is as old as its oldest section, and good until the first of
// them is too old.
func assemble(q asked, found map[string]Entry, now time.Time) (body []byte, until time.Time) {
	size, asOf, left := len(q.host)+64, "", time.Duration(-1)
	for _, section := range q.sections {
		e := found[section]
		size += len(section) + len(e.Body) + 4
		if asOf == "" || e.AsOf < asOf { // RFC 3339 in UTC sorts as text
			asOf = e.AsOf
		}
		if l := max(0, e.Keep-e.Age); left < 0 || l < left {
			left = l
		}
	}
	body = make([]byte, 0, size)
	body = append(body, `{"host":"`...)
	body = append(body, q.host...) // letters, digits, hyphens, dots, colons
	body = append(body, `","asOf":"`...)
	body = append(body, asOf...)
	body = append(body, '"')
	for _, section := range q.sections {
		body = append(body, `,"`...)
		body = append(body, section...)
		body = append(body, `":`...)
		body = append(body, found[section].Body...)
	}
	return append(body, "}\n"...), now.Add(left)
}
