package evidence

import "slices"

// chart is the drawing, in units of which its width has 640: bars for the
// verdicts, and below them bars for the rules, in one scale that begins at 0.
type chart struct {
	Height   int
	Verdicts bars
	Rules    bars
	More     int // rules that are not drawn
}

type bars struct {
	Title       string
	TitleAt     int // the baseline of the title
	Top, Bottom int // of the line where bars begin
	Bars        []bar
}

type bar struct {
	Label  string
	Count  int
	Text   int // the baseline of the words
	Number int // where the count stands
	Parts  []part
}

// part is a piece of a bar: a rectangle in a verdict's colour.
type part struct {
	Tone        string
	X, Y, Width int
}

const (
	barLeft   = 200 // where bars begin: the words are left of it
	barMost   = 390 // the longest bar
	barStep   = 22
	barsDrawn = 15
	labelMost = 28 // characters that fit left of the bars; the table has them all
)

// drawing measures the chart.
func (s *summary) drawing() (c chart) {
	var names []string
	of := map[string][]ruleCount{}
	most := 1
	for _, v := range s.Chart.Verdicts {
		most = max(most, v.Count)
	}
	for _, r := range s.Chart.Rules {
		if !slices.Contains(names, r.Rule) {
			names = append(names, r.Rule)
		}
		of[r.Rule] = append(of[r.Rule], r)
	}
	for _, list := range of {
		most = max(most, total(list))
	}
	c.Verdicts = bars{Title: "Submissions by verdict", TitleAt: 14, Top: 20}
	y := 24
	for _, v := range s.Chart.Verdicts {
		c.Verdicts.add(verdicts[v.Verdict], y, most, []ruleCount{{"", v.Verdict, v.Count}})
		y += barStep
	}
	c.Verdicts.Bottom = y
	if len(names) > barsDrawn {
		names, c.More = names[:barsDrawn], len(names)-barsDrawn
	}
	if names != nil {
		c.Rules = bars{Title: "Submissions by rule that fired", TitleAt: y + 24, Top: y + 30}
		y += 34
		for _, name := range names {
			c.Rules.add(name, y, most, of[name])
			y += barStep
		}
		c.Rules.Bottom = y
	}
	c.Height = y + 6
	return c
}

func total(list []ruleCount) (n int) {
	for _, r := range list {
		n += r.Count
	}
	return n
}

// add draws a bar at y, its parts one behind the other; each ends where the sum so
// far has it, so that rounding does not add up.
func (b *bars) add(label string, y, most int, list []ruleCount) {
	at := func(n int) int { return barLeft + n*barMost/most }
	if cutText(label, labelMost) != label {
		label = cutText(label, labelMost-1) + "…"
	}
	one, sum := bar{Label: label, Count: total(list), Text: y + 12}, 0
	for _, r := range list {
		if r.Count > 0 {
			one.Parts = append(one.Parts, part{r.Verdict, at(sum), y, max(at(sum+r.Count)-at(sum), 1)})
		}
		sum += r.Count
	}
	one.Number = at(sum) + 6
	b.Bars = append(b.Bars, one)
}
