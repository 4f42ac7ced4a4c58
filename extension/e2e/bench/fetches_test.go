package bench

import (
	"testing"

	"github.com/formtrace/formtrace/extension/e2e"
)

// BenchmarkFetches has a page in which nobody types call fetch 10,000 times, 100
// at once, in three browsers in turn as BenchmarkPageLoad does: once of data:
// addresses, where next to nothing but the call takes time, and once of its own
// server.
func BenchmarkFetches(b *testing.B) {
	s := setUp(b)
	const rounds, turns = 2, 5
	for b.Loop() {
		for _, what := range []struct{ name, address string }{{"data:", "data:,x"}, {"its own server", "/none"}} {
			var ratios, control, plain []float64
			for range rounds {
				browsers := []*e2e.Browser{s.launch(b, true), s.launch(b, false), s.launch(b, false)}
				for turn := range 1 + turns { // the first fills caches
					var took [3]float64
					for i := range browsers {
						which := (i + turn) % 3
						if turn%2 == 1 {
							which = 2 - which
						}
						act(b, browsers[which], `
							await page.goto(args[0], { waitUntil: 'load' });
							return page.evaluate(async (address) => {
								const begin = performance.now();
								for (let group = 0; group < 100; group++) await Promise.all(Array.from({ length: 100 }, () => fetch(address)));
								return performance.now() - begin;
							}, args[1]);`, &took[which], "https://"+pageHost+"/text", what.address)
					}
					if turn > 0 {
						ratios = append(ratios, took[0]/took[1])
						control = append(control, took[2]/took[1])
						plain = append(plain, took[1])
					}
				}
				for _, browser := range browsers {
					browser.Close()
				}
			}
			middle, _, _ := median(ratios)
			figure(b, "10,000 fetches of "+what.name+", times", middle, 1.02)
			b.Logf("  n=%d; %s; without beside without: %s; without: median %.0f ms", len(ratios), interval(ratios), interval(control), quantile(plain, 0.5))
		}
	}
}
