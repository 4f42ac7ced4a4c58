package bench

import (
	"testing"

	"github.com/formtrace/formtrace/extension/e2e"
)

// BenchmarkFetches has a page in which nobody types call fetch 10,000 times, in
// groups of 500, 50 at once, in three browsers that take turns group by group:
// with the extension, without, and without once more. Once it is of data:
// addresses, where little but the call takes time, and once of its own server.
func BenchmarkFetches(b *testing.B) {
	s := setUp(b)
	const groups = 20
	for b.Loop() {
		for _, what := range []struct{ name, address string }{{"data:", "data:,x"}, {"its own server", "/none"}} {
			var ratios, control []float64
			var sums [3]float64
			browsers := []*e2e.Browser{s.launch(b, true), s.launch(b, false), s.launch(b, false)}
			for group := range 1 + groups { // the first fills caches
				var took [3]float64
				for i := range browsers {
					which := (i + group) % 3
					if group%2 == 1 {
						which = 2 - which
					}
					act(b, browsers[which], `
						await page.goto(args[0], { waitUntil: 'load' });
						return page.evaluate(async (address) => {
							const begin = performance.now();
							for (let left = 10; left--;) await Promise.all(Array.from({ length: 50 }, () => fetch(address)));
							return performance.now() - begin;
						}, args[1]);`, &took[which], "https://"+pageHost+"/text", what.address)
				}
				if group > 0 {
					ratios = append(ratios, took[0]/took[1])
					control = append(control, took[2]/took[1])
					for i := range sums {
						sums[i] += took[i]
					}
				}
			}
			for _, browser := range browsers {
				browser.Close()
			}
			middle, _, _ := median(ratios)
			figure(b, "10,000 fetches of "+what.name+", times", middle, 1.02)
			b.Logf("  n=%d groups; %s; without beside without: %s", len(ratios), interval(ratios), interval(control))
			b.Logf("  in all: %.0f ms with, %.0f and %.0f ms without", sums[0], sums[1], sums[2])
		}
	}
}
