package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/formtrace/formtrace/rules/form"
	"github.com/formtrace/formtrace/rules/host"
	"github.com/formtrace/formtrace/rules/inspect"
	"github.com/formtrace/formtrace/rules/rule"
)

// lookAlike is the rule that evaluate counts.
const lookAlike = "host/look-alike"

// ways are the columns of the table: how a host was found to imitate.
var ways = []string{"digits", "confusables", "edit", "added", "embedded", "suffix", "other", "none"}

// runEvaluate judges two lists of hosts, those that imitate a name and those that
// do not, and prints how many of each are found.
func runEvaluate(k *call) int {
	positives := k.flags.String("positives", "", "a `file` of hosts that imitate others: HOST [CLASS [IMITATES [PAGE]]] a line")
	negatives := k.flags.String("negatives", "", "a `file` of hosts that do not, of the same form")
	page := k.flags.String("page", "p.example", "the `host` of the page, for lines that name none; the usual one is too short to be imitated")
	if status, understood := k.parse(0); !understood {
		return status
	}
	if *positives == "" && *negatives == "" {
		return k.misuse("expected -positives FILE, -negatives FILE or both")
	}
	judge, err := k.judge()
	if err != nil {
		return k.failed(err)
	}
	e := &evaluation{call: k, judge: judge, page: *page}
	if e.Positives, err = e.read(*positives); err != nil {
		return k.misuse("-positives %v", err)
	}
	if e.Negatives, err = e.read(*negatives); err != nil {
		return k.misuse("-negatives %v", err)
	}
	if err := e.run(); err != nil {
		return k.misuse("%v", err)
	}
	if k.json {
		k.write(e)
		return ok
	}
	e.print()
	return ok
}

type evaluation struct {
	*call `json:"-"`
	judge *rule.Judge
	page  string
	last  time.Time

	Positives []candidate `json:"positives"`
	Negatives []candidate `json:"negatives"`
}

// candidate is a host of a list, and what was found.
type candidate struct {
	Host     string `json:"host"`
	Class    string `json:"class"`
	Imitates string `json:"imitates,omitempty"` // what it is meant to imitate; "" for anything
	Page     string `json:"page"`
	Found    string `json:"found"`             // one of ways
	Of       string `json:"of,omitempty"`      // the name that it was found to imitate
	Verdict  string `json:"verdict,omitempty"` // of the rule
}

// alarms reports whether the rule's finding interrupts people.
func (c *candidate) alarms() bool { return c.Verdict == "warn" || c.Verdict == "danger" }

// isFound reports whether an imitation is found as what it is.
func (c *candidate) isFound() bool { return c.Found != "none" && c.Found != "other" }

// read reads a list: words between blanks or commas, "-" for none; what follows a
// # is a remark.
func (e *evaluation) read(name string) (list []candidate, err error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
		if len(words) == 0 {
			continue
		}
		if len(words) > 4 {
			return nil, fmt.Errorf("%s:%d: expected HOST [CLASS [IMITATES [PAGE]]], not %d words", name, n, len(words))
		}
		var at [4]string
		for i, w := range words {
			if w != "-" {
				at[i] = w
			}
		}
		c := candidate{Host: at[0], Class: or(at[1], "-"), Imitates: at[2], Page: or(at[3], e.page)}
		for _, h := range []*string{&c.Host, &c.Imitates, &c.Page} {
			if *h == "" && h == &c.Imitates {
				continue
			}
			p, err := host.Parse(*h)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %v", name, n, err)
			}
			*h = p.Name
		}
		list = append(list, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no host in it", name)
	}
	return list, nil
}

// run judges every host as the target of a form with an e-mail address and a
// password.
func (e *evaluation) run() error {
	q := &inspect.Request{Now: time.Now().Unix()}
	q.Target.Method, q.Target.Enctype, q.Target.Context = "post", "application/x-www-form-urlencoded", "_self"
	q.Fields = []form.Field{{Name: "email", Control: "input", Type: "email", Filled: true}, {Name: "password", Control: "input", Type: "password", Filled: true}}
	total := len(e.Positives) + len(e.Negatives)
	for i := range total {
		e.progress(i, total)
		c := e.at(i)
		q.Page.URL, q.Target.URL = "https://"+c.Page+"/", "https://"+c.Host+"/"
		v, err := e.judge.Judge(q)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Host, err)
		}
		c.Found, c.Of = e.judge.Likeness()
		c.Verdict = v.Rules()[lookAlike]
		switch {
		case c.Verdict == "":
			c.Found, c.Of = "none", "" // an operator that is known, or nothing
		case c.Imitates != "" && host.Unicode(c.Imitates) != c.Of:
			c.Found = "other"
		}
	}
	e.progress(total, total)
	return nil
}

func (e *evaluation) at(i int) *candidate {
	if i < len(e.Positives) {
		return &e.Positives[i]
	}
	return &e.Negatives[i-len(e.Positives)]
}

// progress tells a person how far it is, at most twice a second.
func (e *evaluation) progress(done, of int) {
	if time.Since(e.last) < 500*time.Millisecond && done < of {
		return
	}
	e.last = time.Now()
	fmt.Fprintf(e.stderr, "evaluate: %d of %d hosts\n", done, of)
}

func (e *evaluation) print() {
	if len(e.Positives) > 0 {
		fmt.Fprintf(e.stdout, "%-14s %7s %7s %8s %8s ", "class", "hosts", "found", "recall", "warned")
		for _, w := range ways {
			fmt.Fprintf(e.stdout, " %11s", w)
		}
		fmt.Fprintln(e.stdout)
		classes := map[string]bool{}
		for _, c := range e.Positives {
			classes[c.Class] = true
		}
		for _, class := range slices.Sorted(maps.Keys(classes)) {
			e.row(class, func(c *candidate) bool { return c.Class == class })
		}
		e.row("all", func(*candidate) bool { return true })
	}
	if len(e.Negatives) == 0 {
		return
	}
	alarms, notices := 0, 0
	for i := range e.Negatives {
		c := &e.Negatives[i]
		if c.alarms() {
			alarms++
			fmt.Fprintf(e.stdout, "false alarm: %s, %s of %s (%s)\n", host.Unicode(c.Host), c.Found, c.Of, c.Verdict)
		} else if c.Verdict != "" {
			notices++
		}
	}
	rate := "none"
	if alarms > 0 {
		rate = fmt.Sprintf("1 in %d", len(e.Negatives)/alarms)
	}
	fmt.Fprintf(e.stdout, "%d hosts that imitate nobody: %d false alarms (%s), %d notices\n", len(e.Negatives), alarms, rate, notices)
}

// row prints one class: how many are found, and as what.
func (e *evaluation) row(class string, is func(*candidate) bool) {
	n, found, warned, as := 0, 0, 0, map[string]int{}
	for i := range e.Positives {
		c := &e.Positives[i]
		if !is(c) {
			continue
		}
		n++
		as[c.Found]++
		if c.isFound() {
			found++
			if c.alarms() {
				warned++
			}
		}
	}
	fmt.Fprintf(e.stdout, "%-14s %7d %7d %6.1f %% %6.1f %% ", class, n, found, 100*float64(found)/float64(n), 100*float64(warned)/float64(n))
	for _, w := range ways {
		fmt.Fprintf(e.stdout, " %11d", as[w])
	}
	fmt.Fprintln(e.stdout)
}
