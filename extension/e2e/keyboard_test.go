package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// accessible is the driver's code for what assistive technology is told of a
// document: role, name and, for what can be focused, whether it is.
const accessible = `
	const told = async (frame) => {
		const session = frame.client;
		const { nodes } = await session.send('Accessibility.getFullAXTree', frame.parentFrame() ? { frameId: frame._id } : {});
		const byId = new Map(nodes.map((node) => [node.nodeId, node]));
		const inOrder = (node) => [node, ...(node.childIds ?? []).flatMap((id) => (byId.has(id) ? inOrder(byId.get(id)) : []))];
		return inOrder(nodes[0])
			.filter(({ ignored, role }) => !ignored && /^(alertdialog|heading|button|DisclosureTriangle|image|list|link)$/.test(role?.value))
			.map(({ role, name, properties }) => role.value + ': ' + (name?.value ?? '') + (properties?.some(({ name, value }) => name === 'focused' && value.value) ? ' (focus)' : ''));
	};
`

// From the field that has the focus to the decision, by keyboard alone: what
// assistive technology is told, in which order, and where the focus is.
func TestByKeyboardAlone(t *testing.T) {
	s := setUp(t)
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/click.html"); err != nil {
		t.Fatal(err)
	}
	err := p.Act(`
		await page.evaluate(() => document.querySelector('[name=email]').focus());
		await page.keyboard.type('ann@example.org');
		await page.keyboard.press('Enter');`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown (%v)", err)
	}
	var got struct {
		Told      []string
		Described string
		Stops     []string
	}
	err = p.Act(accessible+`
		const frame = await dialog(5000);
		const all = await told(frame);
		const { nodes } = await frame.client.send('Accessibility.getFullAXTree', { frameId: frame._id });
		const described = nodes.find(({ role }) => role?.value === 'alertdialog').description?.value ?? '';
		const stops = [];
		for (let i = 0; i < 5; i++) {
			stops.push(await frame.evaluate(() => document.activeElement.id || document.activeElement.localName));
			await page.keyboard.press('Tab');
			await sleep(100);
		}
		return { told: all, described, stops };`, &got)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"alertdialog: This form would send your e-mail address unencrypted to collect.example.com, on a server in the United States.",
		"heading: This form would send your e-mail address unencrypted to collect.example.com, on a server in the United States.",
		"list: ", // the way
		"list: ", // the reasons
		"image: Danger",
		"heading: Not encrypted",
		"image: Warning",
		"heading: Leaves your law's protection",
		"DisclosureTriangle: 2 more reasons, and where each fact is from",
		"button: Save as evidence",
		"button: Don’t send (focus)",
		"button: Send once",
		"button: Always allow example.org → example.com",
	}
	if !slices.Equal(got.Told, want) {
		t.Errorf("assistive technology is told\n%q\nwant\n%q", got.Told, want)
	}
	if want := "not encrypted"; strings.Count(got.Described, want) != 2 || !strings.Contains(got.Described, collector) {
		t.Errorf("the dialog is described as %q, want the way, with %q twice", got.Described, want)
	}
	if want := []string{"dont", "once", "always"}; !slices.Equal(got.Stops[:3], want) {
		t.Errorf("Tab goes to %q, want %q first", got.Stops, want)
	}

	// Escape is "don't send": nothing goes, and the focus is where it was.
	if err := p.Act(`await (await dialog(5000)).evaluate(() => document.querySelector('#once').focus()); await page.keyboard.press('Escape')`, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Gone(); err != nil {
		t.Fatal(err)
	}
	var focus string
	if err := p.Act(`return page.evaluate(() => document.activeElement.name)`, &focus); err != nil || focus != "email" {
		t.Errorf("after Escape the focus is on %q, %v; want the field it was on", focus, err)
	}
	if got := s.received(collector); len(got) > 0 {
		t.Errorf("after Escape %s received %s", collector, list(got))
	}

	// And Space on "Send once" sends.
	time.Sleep(1100 * time.Millisecond) // a second Enter at once would be a double press
	if err := p.Act(`await page.keyboard.press('Enter')`, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
		t.Fatalf("no dialog was shown the second time (%v)", err)
	}
	err = p.Act(`await sleep(600); await page.keyboard.press('Tab'); (await dialog(5000)).page().keyboard.press('Space').catch(() => {})`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Gone(); err != nil {
		t.Fatal(err)
	}
	s.arrived(t, collector)
}
