package bench

import (
	"fmt"
	"sort"
	"testing"
)

// BenchmarkPageLoad loads the same page in browsers that take turns, and are
// started anew in between. Processor time suffers less from what else runs. The
// first paint belongs to it: where the page's thread stops a little longer, the
// browser shows the beginning of the page before it reads on, and the load event,
// which then waits for that paint, says less than what the person sees.
func BenchmarkPageLoad(b *testing.B) {
	s := setUp(b)
	for _, name := range []string{"text", "forms", "table"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				pageLoad(b, s, name)
			}
		})
	}
}

func pageLoad(b *testing.B, s *stage, name string) {
	const rounds, turns, first = 3, 12, 2 // the first turns fill caches
	var load, work, paint ratios
	var plain []float64
	for range rounds {
		all := s.four(b)
		for turn := range first + turns {
			var took, worked, painted [browsers]float64
			inTurn(turn, func(which int) {
				var one struct{ Load, Work, Paint float64 }
				act(b, all[which], `
				const session = await page.createCDPSession();
				await session.send('Performance.enable', { timeDomain: 'threadTicks' });
				await page.goto(args[0], { waitUntil: 'load' });
				const load = await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd);
				const { metrics } = await session.send('Performance.getMetrics');
				const first = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
				return { load, work: 1000 * metrics.find(({ name }) => name === 'TaskDuration').value, paint: await first.jsonValue() };`,
					&one, "https://"+pageHost+"/"+name)
				took[which], worked[which], painted[which] = one.Load, one.Work, one.Paint
			})
			if turn >= first {
				load.add(took)
				work.add(worked)
				paint.add(painted)
				plain = append(plain, took[without])
			}
		}
		for _, browser := range all {
			browser.Close()
		}
	}
	middle, _, _ := median(load[with])
	figure(b, "page load, 1 MB of "+name+", times", middle, 1.02)
	load.say(b, fmt.Sprintf("load, without: median %.0f ms", quantile(plain, 0.5)))
	paint.say(b, "first contentful paint")
	work.say(b, "processor time of the page's thread")
}

// BenchmarkListeners sends clear forms and adds up, from the browser's trace, the
// processor time in functions of the extension between the click and the moment
// when the next document takes the place of this one. Beside it stands an
// extension that hears the same events and does nothing: what the browser takes
// to call it is in both.
func BenchmarkListeners(b *testing.B) {
	s := setUp(b)
	const samples = 40
	for b.Loop() {
		for _, c := range []struct{ name, extension string }{{"text", s.unpacked}, {"forms", s.unpacked}, {"text", s.idle}} {
			name, limit := c.name, 1.0
			if c.extension == s.idle {
				limit = 0
			}
			with := s.launch(b, c.extension)
			var all, clock []float64
			calls := 0
			for i := range samples + 2 {
				var events []event
				act(b, with, `
					await page.goto(args[0], { waitUntil: 'load' });
					await page.type('[name=email]', 'ann@example.org');
					await page.type('[name=forename]', 'Ann');
					await page.type('[name=message]', 'Words.');
					await sleep(900);
					const session = await page.createCDPSession();
					const box = await page.$eval('#go', (button) => { const { x, y } = button.getBoundingClientRect(); return { x: x + 5, y: y + 5 }; });
					await page.tracing.start({ categories: ['devtools.timeline'] });
					await Promise.all([page.waitForSelector('#received'), page.mouse.click(box.x, box.y)]);
					const trace = JSON.parse(new TextDecoder().decode(await page.tracing.stop()));
					const end = trace.traceEvents.findLast(({ name }) => name === 'CommitLoad').ts;
					return trace.traceEvents
						.filter(({ name, ph, ts, args }) => name === 'FunctionCall' && ph === 'X' && ts < end && args.data?.url?.startsWith('chrome-extension:'))
						.map(({ pid, tid, ts, dur, tdur, args }) => ({ thread: pid + ' ' + tid, ts, dur, tdur, name: args.data.functionName }));`,
					&events, "https://"+pageHost+"/"+name)
				if len(events) == 0 {
					b.Fatal("the trace shows none of the extension's functions: this measures nothing")
				}
				if i >= 2 {
					wall, processor := outermost(events)
					all, clock = append(all, processor/1000), append(clock, wall/1000)
					calls += len(events)
				}
			}
			with.Close()
			of := "in our listeners, clear, 1 MB of " + name
			if c.extension == s.idle {
				of = "in listeners that do nothing, the same"
			}
			figure(b, of+", ms, p95", quantile(all, 0.95), limit)
			b.Logf("  %s, %.1f calls each; by the clock %s", spread(all), float64(calls)/samples, spread(clock))
		}
	}
}

// event is a call of one of the extension's functions, in microseconds by the
// clock and on the processor.
type event struct {
	Thread        string
	TS, Dur, TDur float64
	Name          string
}

// outermost adds up the calls that are not inside another of them.
func outermost(events []event) (wall, processor float64) {
	sort.Slice(events, func(i, j int) bool { return events[i].TS < events[j].TS })
	until := map[string]float64{}
	for _, e := range events {
		if e.TS >= until[e.Thread] {
			wall, processor = wall+e.Dur, processor+e.TDur
			until[e.Thread] = e.TS + e.Dur
		}
	}
	return wall, processor
}

func TestOutermost(t *testing.T) {
	wall, processor := outermost([]event{{"1", 10, 10, 5, ""}, {"1", 12, 3, 3, ""}, {"2", 12, 3, 2, ""}, {"1", 30, 1, 1, ""}})
	if wall != 14 || processor != 8 {
		t.Errorf("got %g and %g, want 14 and 8", wall, processor)
	}
}

// held submits a form whose facts nobody has judged yet, as after a password
// manager has filled it in, and tells how long it was held: from the navigation
// that was stopped to the one that went, by the page's own clock.
const held = `
	const [url, to] = args;
	const seen = [];
	await page.evaluateOnNewDocument(() => navigation.addEventListener('navigate', (event) => {
		if (event.formData) console.debug('navigate', performance.now());
	}));
	page.on('console', (message) => message.text().startsWith('navigate') && seen.push(message.text().split(' ')));
	await page.goto(url + '?to=' + encodeURIComponent(to), { waitUntil: 'load' });
	await page.$eval('[name=email]', (field) => { field.value = 'ann@example.org'; });
	await page.$eval('[name=forename]', (field) => { field.value = 'Ann'; });
	await sleep(100);
	await Promise.all([page.waitForSelector('#received', { timeout: 15000 }), page.click('#go')]);
	if (seen.length !== 2) throw new Error('expected one navigation that is stopped and one that goes, not ' + JSON.stringify(seen));
	return seen[1][1] - seen[0][1];`

// BenchmarkHold measures how long a submission to another site waits for what
// the worker knows about a host that nobody has asked for before.
func BenchmarkHold(b *testing.B) {
	s := setUp(b)
	const samples = 60
	for b.Loop() {
		with := s.launch(b, s.unpacked)
		for _, way := range []struct {
			name  string
			to    func(i int) string
			limit float64
		}{
			{"a new host, the worker asked", func(i int) string { return "https://" + fmt.Sprintf(targetHost, i) + "/received" }, 60},
			{"the site itself, nobody asked", func(i int) string { return fmt.Sprintf("/received/%d", i) }, 0},
		} {
			var all []float64
			for i := range samples + 3 {
				var took float64
				act(b, with, held, &took, "https://"+pageHost+"/text", way.to(i))
				if i >= 3 {
					all = append(all, took)
				}
			}
			figure(b, "held while unknown, "+way.name+", ms, p95", quantile(all, 0.95), way.limit)
			b.Logf("  %s", spread(all))
		}
		with.Close()
	}
}

// BenchmarkColdStart measures the same when the background had been stopped: it
// starts, loads the inspector and its rules, and judges.
func BenchmarkColdStart(b *testing.B) {
	s := setUp(b)
	const samples = 20
	for b.Loop() {
		with := s.launch(b, s.unpacked)
		var all []float64
		for i := range samples + 1 {
			var took float64
			act(b, with, `
				for (const target of browser.targets().filter((target) => target.type() === 'service_worker')) {
					await (await target.worker())?.close();
				}
				for (let left = 100; browser.targets().some((target) => target.type() === 'service_worker'); await sleep(50)) {
					if (!left--) throw new Error('the background does not stop');
				}`+held, &took, "https://"+pageHost+"/text", fmt.Sprintf("/received/%d", i))
			if i >= 1 {
				all = append(all, took)
			}
		}
		with.Close()
		figure(b, "cold start to first verdict, ms, median", quantile(all, 0.5), 0)
		b.Logf("  %s", spread(all))
	}
}

// BenchmarkPopup opens the popup on a page of 200 forms: until something is
// painted, and until the forms are listed.
func BenchmarkPopup(b *testing.B) {
	s := setUp(b)
	const samples = 20
	for b.Loop() {
		with := s.launch(b, s.unpacked)
		var paint, listed []float64
		for i := range samples + 2 {
			var got struct{ Paint, Listed float64 }
			act(b, with, `
				await page.goto(args[0], { waitUntil: 'load' });
				const id = await background('chrome.tabs.query({ active: true }).then(([tab]) => tab.id)');
				const origin = browser.targets().find((target) => target.type() === 'service_worker').url().split('/', 3).join('/');
				const popup = await browser.newPage();
				await popup.setViewport({ width: 400, height: 600 });
				await popup.goto(origin + '/popup/popup.html?tab=' + id, { waitUntil: 'load' });
				await popup.waitForSelector('.form', { timeout: 20000 });
				const listed = await popup.evaluate(() => performance.now());
				await popup.bringToFront();
				const paint = await popup.waitForFunction(() => performance.getEntriesByName('first-paint')[0]?.startTime);
				const got = { paint: await paint.jsonValue(), listed };
				await popup.close();
				return got;`, &got, "https://"+pageHost+"/forms")
			if i >= 2 {
				paint, listed = append(paint, got.Paint), append(listed, got.Listed)
			}
		}
		with.Close()
		figure(b, "popup of 200 forms, first paint, ms, median", quantile(paint, 0.5), 100)
		b.Logf("  %s", spread(paint))
		figure(b, "popup of 200 forms, listed, ms, median", quantile(listed, 0.5), 0)
		b.Logf("  %s", spread(listed))
	}
}
