package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// seeded are entries whose numbers the page must show, the oldest first: two of
// the last days, three older, and one that is past its time.
func seeded() []interruption {
	now := time.Now()
	at := func(days int) int64 { return now.AddDate(0, 0, -days).Truncate(time.Minute).UnixMilli() }
	cleartext := []findingKept{{"transport/cleartext", "danger", "Not encrypted"}}
	return []interruption{
		{at(181), "held", "old.example", "example.com", "collect.example.com", "warn", cleartext, []string{"email"}, "form", "once", 1},
		{at(100), "changed", "shop.example", "example.net", "www.example.net", "notice", []findingKept{{"target/changed", "notice", "Another country than before"}}, []string{"email"}, "form", "sent", 1},
		{at(40), "held", "mi5.gov.uk", "pmv2.co.uk", "pmv2.co.uk", "danger", cleartext, []string{"name", "email"}, "form", "encrypted", 1},
		{at(31), "held", "shop.example", "example.com", "-dash.example.com", "danger", []findingKept{{"=1+1", "danger", `Not, "so" he said`}}, []string{"password"}, "script", "once", 1},
		{at(1), "leak", "example.org", "example.net", "www.example.net", "warn", []findingKept{{"leak/before-submit", "warn", "Sent while you type"}}, []string{"email"}, "early", "refused", 3},
		{at(0), "held", "example.org", "example.com", "collect.example.com", "danger", cleartext, []string{"email", "name"}, "form", "dont", 1},
	}
}

// historyPage is the code of the page's tests: own is that page, shown() what it
// shows, and file(name) what its button saves.
const historyPage = `
	const own = firefox ? await firefox.extensionPage('history/history.html' + args[1]) : page;
	if (!firefox) await own.goto(args[0] + '/history/history.html' + args[1]);
	await own.waitForSelector('#chart svg');
	const shown = () => own.evaluate(() => {
		const text = (one) => one.innerText.replace(/[\s]+/g, ' ').trim();
		return {
			count: text(document.querySelector('#count')), site: document.querySelector('#site').value, per: document.querySelector('#per').value,
			entries: [...document.querySelectorAll('#list > li')].map(text),
			totals: [...document.querySelectorAll('#totals > li')].map(text),
			table: [...document.querySelectorAll('#chart tbody tr')].map((row) => [...row.cells].slice(1).map((cell) => Number(cell.textContent))),
			head: [...document.querySelectorAll('#chart thead th')].map((cell) => cell.textContent),
			bars: ['not', 'encrypted', 'sent', 'unasked'].map((group) => document.querySelectorAll('#chart > svg g > rect.' + group).length),
			told: [...document.querySelectorAll('#chart > svg > title, #chart > svg > desc')].map((one) => one.textContent),
			off: !document.querySelector('#off').hidden,
		};
	});
	const search = (words) => own.evaluate((words) => {
		const input = document.querySelector('#search');
		input.value = words;
		input.dispatchEvent(new Event('input'));
	}, words);
	const pick = (name, value) => own.evaluate((name, value) => {
		const list = document.querySelector(name);
		list.value = value;
		list.dispatchEvent(new Event('change'));
	}, name, value);
	const press = (name) => own.evaluate((name) => document.querySelector(name).click(), name);
	const file = (name) => own.evaluate((name) => {
		const [make, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
		let blob, called;
		URL.createObjectURL = (one) => { blob = one; return 'data:,'; };
		HTMLAnchorElement.prototype.click = function () { called = this.download; };
		document.querySelector(name).click();
		Object.assign(URL, { createObjectURL: make });
		HTMLAnchorElement.prototype.click = click;
		return blob.text().then((text) => ({ name: called, text }));
	}, name);
`

type historyShown struct {
	Count, Site, Per      string
	Entries, Totals, Head []string
	Table                 [][]int
	Bars                  []int
	Told                  []string
	Off                   bool
}

// The page counts, finds, saves and clears what is in the history.
func TestHistoryPage(t *testing.T) { inBoth(t, testHistoryPage) }

func testHistoryPage(t *testing.T, s *stage) {
	b := s.with
	seeds := seeded()
	setHistory(t, b, seeds...)
	p := page(t, b)
	var got struct {
		Weeks, Days, None, Shop, Cleared, Empty historyShown
		Found                                   map[string]int
		JSON, CSV, ShopJSON                     struct{ Name, Text string }
		Kept, After, End                        int
		Focus                                   string
	}
	err := p.Act(historyPage+`
		const left = () => background(args[2]);
		const weeks = await shown();
		const [json, csv] = [await file('#json'), await file('#csv')];
		const found = {};
		for (const words of args[3]) {
			await search(words);
			found[words] = (await shown()).entries.length;
		}
		await search('nothing of the kind');
		const none = await shown();
		await search('');
		await pick('#per', 'day');
		const days = await shown();
		await pick('#site', 'shop.example');
		await pick('#per', 'week');
		const shop = await shown();
		const shopJSON = await file('#json');
		await press('#clear-site');
		const focus = await own.evaluate(() => document.querySelector('#sure').open + ' ' + document.activeElement.id);
		await press('#keep');
		const kept = await left();
		await press('#clear-site');
		await press('#do-clear');
		await own.waitForFunction(() => document.querySelector('#count').textContent === 'Cleared.');
		const after = await left();
		const cleared = await shown();
		await press('#clear');
		await press('#do-clear');
		await own.waitForFunction(() => !document.querySelector('#list li'));
		const end = await left();
		// What was written or cleared elsewhere is seen when one comes back to the page.
		for (const [change, count] of [[args[4], 1], [args[5], 0]]) {
			await background(change);
			await own.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
			await own.waitForFunction((count) => document.querySelectorAll('#list li').length === count, { timeout: 5000 }, count);
		}
		const empty = await shown();
		if (own !== page) await own.close();
		return { weeks, days, none, shop, cleared, empty, found, json, csv, shopJSON, kept, after, end, focus };`, &got, b.Origin, "",
		fmt.Sprintf(`(%s)('readonly', (store) => store.count())`, historyStore),
		[]string{"pmv2", "EXAMPLE.org", "refused", "leak/before-submit", "another country", "password", "example.org collect", "danger", "encrypted"},
		instead(t, seeds[len(seeds)-1]), instead(t))
	if err != nil {
		t.Fatal(err)
	}

	// Five are not past their time; the oldest of them is in the chart by week.
	w := got.Weeks
	sum := func(table [][]int) []int {
		all := make([]int, 5)
		for _, row := range table {
			for i, value := range row {
				all[i] += value
			}
		}
		return all
	}
	if w.Count != "Shown: 5 of 5" || len(w.Entries) != 5 || w.Per != "week" || w.Off {
		t.Errorf("shown is %q with %d entries, by %s, off: %v; want five, by week", w.Count, len(w.Entries), w.Per, w.Off)
	}
	if got, want := sum(w.Table), []int{2, 1, 1, 1, 5}; !slices.Equal(got, want) || !slices.Equal(w.Head[1:], []string{"Not sent", "Sent encrypted instead", "Sent, as you chose", "Sent, not asked", "Total"}) {
		t.Errorf("by week the table adds up to %v under %q, want %v", got, w.Head, want)
	}
	// Today and yesterday are in one period of seven days; the others have their own.
	if !slices.Equal(w.Bars, []int{1, 1, 1, 1}) || len(w.Table) != 4 {
		t.Errorf("by week there are bars %v and %d rows, want one of each group", w.Bars, len(w.Table))
	}
	if told := strings.Join(w.Told, "\n"); !strings.Contains(told, "Over time") || !strings.Contains(told, "Not sent: 2") || !strings.Contains(told, "Most at once: 2") {
		t.Errorf("the chart is told as %q", told)
	}
	if d := got.Days; !reflect.DeepEqual(d.Table, [][]int{{1, 0, 0, 0, 1}, {1, 0, 0, 0, 1}}) || !slices.Equal(d.Bars, []int{2, 0, 0, 0}) {
		t.Errorf("by day the table is %v and bars are %v, want one not sent today and one yesterday", d.Table, d.Bars)
	}
	for i, want := range []string{"example.org 2 Not sent: 2", "shop.example 2 Sent, as you chose: 1 · Sent, not asked: 1", "mi5.gov.uk 1 Sent encrypted instead: 1"} {
		if i >= len(w.Totals) || !strings.HasPrefix(w.Totals[i], want) {
			t.Errorf("the totals are %q, want %q", w.Totals, want)
		}
	}
	first := w.Entries[0]
	for _, want := range []string{"example.org → collect.example.com", "Not sent: you decided so", "Not encrypted", "Held · by a form", "e-mail address and name", "Everything known about collect.example.com"} {
		if !strings.Contains(strings.ReplaceAll(first, "→", " → "), want) && !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(first, "→", " → ")), " "), want) {
			t.Errorf("the newest is shown as %q, want %q", first, want)
		}
	}
	if second := w.Entries[1]; !strings.Contains(second, "Refused") || !strings.Contains(second, "by a script while you typed") || !strings.Contains(second, "3 times") {
		t.Errorf("the leak is shown as %q", second)
	}
	if want := map[string]int{"pmv2": 1, "EXAMPLE.org": 2, "refused": 1, "leak/before-submit": 1, "another country": 1, "password": 1, "example.org collect": 1, "danger": 3, "encrypted": 2}; !reflect.DeepEqual(got.Found, want) {
		t.Errorf("searches find %v, want %v", got.Found, want)
	}
	if len(got.None.Entries) > 0 || got.None.Count != "Nothing in the history fits this search." {
		t.Errorf("a search for what is not there shows %q, %q", got.None.Count, got.None.Entries)
	}
	if s := got.Shop; len(s.Entries) != 2 || s.Count != "Shown: 2 of 5" || len(s.Totals) != 1 {
		t.Errorf("of one site shown are %q, %q", s.Count, s.Entries)
	}

	day := time.Now().UTC().Format(time.DateOnly)
	if want := "formtrace-history-" + day + ".json"; got.JSON.Name != want {
		t.Errorf("the file is called %q, want %q", got.JSON.Name, want)
	}
	newest := slices.Clone(seeds[1:])
	slices.Reverse(newest)
	compareJSON(t, got.JSON.Text, newest)
	compareJSON(t, got.ShopJSON.Text, []interruption{newest[2], newest[4]})
	compareCSV(t, got.CSV.Text, newest)

	if got.Focus != "true keep" || got.Kept != len(seeds) || got.After != len(seeds)-2 || got.End != 0 {
		t.Errorf("asked first: %q; %d are left before, %d after clearing a site, %d after clearing all; want the focus on keep, %d, %d and none",
			got.Focus, got.Kept, got.After, got.End, len(seeds), len(seeds)-2)
	}
	if got.Cleared.Site != "" || len(got.Cleared.Entries) != 3 {
		t.Errorf("after clearing a site shown is %q, %q; want the others", got.Cleared.Site, got.Cleared.Entries)
	}
	if e := got.Empty; !strings.HasPrefix(e.Count, "Nothing is in the history.") || len(e.Entries) > 0 {
		t.Errorf("of an empty history shown is %q, %q", e.Count, e.Entries)
	}
}

// compareJSON fails unless a file has the shape of the schema and these entries.
func compareJSON(t *testing.T, text string, want []interruption) {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(string(files["history/schema.json"])))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:formtrace:history:1", schema); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = c.MustCompile("urn:formtrace:history:1").Validate(document)
	}
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var saved struct {
		Entries []struct {
			Time time.Time
			interruption
		}
	}
	if err := json.Unmarshal([]byte(text), &saved); err != nil {
		t.Fatal(err)
	}
	var got []interruption
	for _, entry := range saved.Entries {
		entry.At = entry.Time.UnixMilli()
		got = append(got, entry.interruption)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the file holds\n%+v\nwant\n%+v", got, want)
	}
}

// compareCSV does the same for CSV. No cell is a formula.
func compareCSV(t *testing.T, text string, want []interruption) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	safe := func(cell string) string {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
			return "'" + cell
		}
		return cell
	}
	guarded := 0
	for _, e := range want {
		var rules []string
		for _, f := range e.Findings {
			rules = append(rules, f.Rule)
		}
		at := time.UnixMilli(e.At).UTC().Format(time.RFC3339)
		line := []string{at, e.Event, e.Page, e.Target, e.Host, e.Verdict, strings.Join(rules, " "), strings.Join(e.Kinds, " "), e.Way, e.Outcome, fmt.Sprint(e.Times)}
		for i, cell := range line {
			if line[i] = safe(cell); line[i] != cell {
				guarded++
			}
		}
		all = append(all, line)
	}
	if len(lines) == 0 || !reflect.DeepEqual(lines[1:], all) || guarded != 2 || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("the file holds\n%q\nwant\n%q", lines, all)
	}
}
