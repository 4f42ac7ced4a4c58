package evidence

// bar is one bar of the chart, in the units of its drawing (1/640 of its width).
type bar struct {
	Label, Tone       string // Tone is a verdict
	Count             int
	Y, Width, Text, N int // top edge, length, baseline of the words, where the number stands
}

// chart is the drawing: bars for the verdicts, and for the rules below them.
type chart struct {
	Height         int
	Verdicts       []bar
	Rules          []bar
	RulesAt, Axis  int
	Left, Right    int
	VerdictBottom  int
	RulesBottom    int
	MoreRules      int // that are not drawn
	RulesTitleLine int
}

const (
	barLeft   = 200 // where bars begin: the words are left of it
	barMost   = 390 // the longest bar
	barStep   = 22
	barsDrawn = 15
)

// drawing measures the chart. Bars begin at 0, and both groups have one scale.
func (s *summary) drawing() chart {
	c := chart{Left: barLeft, Right: barLeft + barMost}
	most := 1
	for _, v := range s.Chart.Verdicts {
		most = max(most, v.Count)
	}
	for _, r := range s.Chart.Rules {
		most = max(most, r.Count)
	}
	y := 24
	add := func(list *[]bar, label, tone string, n int) {
		width := n * barMost / most
		if n > 0 {
			width = max(width, 2)
		}
		*list = append(*list, bar{label, tone, n, y, width, y + 12, barLeft + width + 6})
		y += barStep
	}
	for _, v := range s.Chart.Verdicts {
		add(&c.Verdicts, verdicts[v.Verdict], v.Verdict, v.Count)
	}
	c.VerdictBottom = y
	c.RulesTitleLine = y + 22
	y += 34
	c.RulesAt = y
	for i, r := range s.Chart.Rules {
		if i == barsDrawn {
			c.MoreRules = len(s.Chart.Rules) - barsDrawn
			break
		}
		add(&c.Rules, r.Rule, r.Verdict, r.Count)
	}
	if c.Rules == nil {
		y = c.VerdictBottom
	}
	c.RulesBottom, c.Height = y, y+6
	return c
}
