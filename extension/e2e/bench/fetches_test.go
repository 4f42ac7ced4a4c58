package bench

import "testing"

// BenchmarkFetches has a page in which nobody types call fetch 10,000 times, in
// groups of 500, 50 at once, in browsers that take turns group by group. Once it
// is of data: addresses, where little but the call takes time, and once of its
// own server.
func BenchmarkFetches(b *testing.B) {
	s := setUp(b)
	const groups = 20
	for b.Loop() {
		for _, what := range []struct{ name, address string }{{"data:", "data:,x"}, {"its own server", "/none"}} {
			var times ratios
			var sums [browsers]float64
			all := s.four(b)
			for group := range 1 + groups { // the first fills caches
				var took [browsers]float64
				inTurn(group, func(which int) {
					act(b, all[which], `
						await page.goto(args[0], { waitUntil: 'load' });
						return page.evaluate(async (address) => {
							const begin = performance.now();
							for (let left = 10; left--;) await Promise.all(Array.from({ length: 50 }, () => fetch(address)));
							return performance.now() - begin;
						}, args[1]);`, &took[which], "https://"+pageHost+"/text", what.address)
				})
				if group > 0 {
					times.add(took)
					for i := range sums {
						sums[i] += took[i]
					}
				}
			}
			for _, browser := range all {
				browser.Close()
			}
			middle, _, _ := median(times[with])
			figure(b, "10,000 fetches of "+what.name+", times", middle, 1.02)
			times.say(b, "groups")
			b.Logf("    in all: %.0f ms with, %.0f without, %.0f with the empty extension", sums[with], sums[without], sums[permitted])
		}
	}
}
