package rule

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The parts of made names: what companies are called, and what they do.
var (
	madeFirst = strings.Fields("acorn adler alba amber anchor apex arbor aurora azure badger beacon birch blue bold bright brook cedar clear cloud clover cobalt copper coral crest crown dawn delta direct eagle early east echo elder ember ever fair falcon fern field first flint forest fox free fresh gamma gold grand green grove harbor hazel high hill honest iron ivy jade jet junction keen kite lake laurel leaf light lime linden lion long lumen luna maple meadow merit metro mint modern moon moss neo new noble north nova oak ocean olive onyx open orbit orchard otter owl pacific path pearl pine pixel plain polar prime pure quartz quick rapid raven red reed ridge river robin rock rose royal ruby sage salt sand sea silver simple sky smart snow solar solid south spark spring star steel stone storm summit sun swift teal terra thistle tide tiger timber topaz tower trail true tulip union unit urban valley vector velvet vista vital wave west white wild willow wind wing winter wise wolf yellow zen zenith")
	madeLast  = strings.Fields("ads agency analytics app apps base bay board book booking box bridge cards care cart cast chat check circle city click club code connect cook data deals desk digital direct donate drive engine events express feed file finance fit flow form forms forum fund gate giving group guard guide hall health help hive host hub ideas insights jobs kit labs lane leads learn life link list lists live loans logic mail maps mark market media meet metrics mind mobile news office pages park pay people petition pixel place plan play point poll polls port post press project pulse quest reach report rooms search send service shop sign site soft software space stack stage store studio supply support survey systems talk team tech tickets tools track trade travel trust vault video view voice vote walk web wire work works world zone")
	madeTLDs  = strings.Fields("com com com com com com net org io co.uk de fr nl eu app co es it pl ca com.au se ch be at info biz cloud tech online shop")
	madeLands = strings.Fields("US US US US US GB GB DE DE FR NL IE ES IT PL CA AU SE CH BE AT IN BR JP DK NO FI PT CZ IL SG")
)

// Made returns n operators with names such as companies have, for measuring; the
// same for the same number.
func Made(n int) []Operator {
	r := rand.New(rand.NewPCG(uint64(n), 2007))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	title := func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
	taken := map[string]bool{}
	out := make([]Operator, 0, n)
	for len(out) < n {
		first, last := pick(madeFirst), pick(madeLast)
		label, name := first+last, title(first)+" "+title(last)
		switch r.IntN(6) {
		case 0:
			name = title(label)
		case 1:
			third := pick(madeLast)
			label, name = label+third, name+" "+title(third)
		case 2:
			label = first + "-" + last
			name = title(first) + "-" + title(last) // by its name, not by its domain
		case 3:
			k := r.IntN(900) + 2
			label, name = fmt.Sprint(label, k), fmt.Sprint(name, k)
		case 4:
			label = pick(madeFirst) + label
			name = title(label)
		}
		domain := label + "." + pick(madeTLDs)
		if taken[domain] {
			continue
		}
		taken[domain] = true
		o := Operator{ID: label, Name: name, Role: roles[r.IntN(len(roles)-1)], Jurisdiction: pick(madeLands), Verified: r.IntN(4) == 0, Domains: []string{domain}}
		if other := label + "." + pick(madeTLDs); r.IntN(10) == 0 && !taken[other] {
			taken[other] = true
			o.Domains = append(o.Domains, other)
		}
		out = append(out, o)
	}
	return out
}
