package lookup

import (
	"context"
	"fmt"
	"sync"

	"github.com/miekg/dns"
)

// maxQuestions bounds the DNS questions of one dossier.
const maxQuestions = 100

var errMany = fmt.Errorf("the look-up needs more than %d DNS questions", maxQuestions)

// How long a chain of look-ups can follow a question: those with the longest
// are asked first, which is the shortest schedule where all take as long (Hu,
// "Parallel sequencing and assembly line problems", 1961).
const (
	endsHere    = iota // nothing depends on the answer
	leadsOn            // one more question
	leadsFar           // several, of other sections too
	leadsAnyhow        // the addresses, on which most depends
)

// questions are the DNS questions of one dossier. Each is asked once, whoever
// needs the answer, and waits for one of the query's connections.
type questions struct {
	resolver *Resolver
	ctx      context.Context // ends with the time for a section
	open     chan struct{}   // the query's places
	share    chan struct{}   // those of them that questions may take

	mu      sync.Mutex
	asked   map[dns.Question]*pending
	waiting []*pending
}

// pending is a question that was asked, or soon is.
type pending struct {
	dns.Question
	leads int
	ctx   context.Context
	done  chan struct{} // closed when the rest is there
	records
	err  error
	then []func()
}

// start asks a question unless it was asked, and does not wait.
func (qs *questions) start(name string, kind uint16, leads int) *pending {
	key := dns.Question{Name: dns.CanonicalName(name), Qtype: kind, Qclass: dns.ClassINET}
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if p := qs.asked[key]; p != nil {
		return p
	}
	p := &pending{Question: key, leads: leads, ctx: qs.ctx, done: make(chan struct{})}
	if len(qs.asked) == maxQuestions {
		p.err = errMany
		close(p.done)
		return p
	}
	qs.asked[key] = p
	qs.waiting = append(qs.waiting, p)
	go qs.run()
	return p
}

// ask asks a question and waits for the answer.
func (qs *questions) ask(name string, kind uint16, leads int) (records, error) {
	return qs.start(name, kind, leads).wait()
}

// wait waits for the answer, or until the time is up.
func (p *pending) wait() (records, error) {
	select {
	case <-p.done:
	case <-p.ctx.Done():
		select { // what came in the last moment still counts
		case <-p.done:
		default:
			return records{}, errSlow
		}
	}
	return p.records, p.err
}

// after calls f when the answer is there, before the connection goes to another
// question: what f asks comes before what is less urgent. f must not wait.
func (qs *questions) after(p *pending, f func()) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	select {
	case <-p.done:
		go safely(f)
	default:
		p.then = append(p.then, f)
	}
}

// safely calls f; a defect there costs what f would have asked early.
func safely(f func()) {
	defer func() { recover() }()
	f()
}

// run waits for a connection and then asks what is most urgent by then.
func (qs *questions) run() {
	for _, places := range []chan struct{}{qs.share, qs.open} {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
		case <-qs.ctx.Done():
		}
	}
	p := qs.next()
	p.err = errDefect // unless it returns
	defer func() {
		recover()
		qs.mu.Lock()
		close(p.done)
		then := p.then
		qs.mu.Unlock()
		for _, f := range then {
			safely(f)
		}
	}()
	if qs.ctx.Err() != nil {
		p.err = errSlow
		return
	}
	p.records, p.err = qs.resolver.ask(qs.ctx, p.Name, p.Qtype)
}

// next takes the most urgent question, the oldest of those that are equal. There
// is one for every run.
func (qs *questions) next() *pending {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	best := 0
	for i, p := range qs.waiting {
		if p.leads > qs.waiting[best].leads {
			best = i
		}
	}
	p := qs.waiting[best]
	qs.waiting = append(qs.waiting[:best], qs.waiting[best+1:]...)
	return p
}
