package e2e

import "testing"

// Firefox has a question of its own before an extension tells anybody anything.
// Without a yes to it no worker is asked, nor after it was taken back.
func TestConsentInFirefox(t *testing.T) {
	t.Parallel()
	s := setUpFirefox(t)
	reset(t, s.with, "")
	p := page(t, s.with)
	if err := p.Open("http://forms.example.org/click.html"); err != nil {
		t.Fatal(err)
	}
	var got struct{ Refused, Agreed, TakenBack, Asked string }
	err := p.Act(`
		const worker = async () => (await background('chrome.storage.local.get("worker")')).worker || 'nobody';
		const own = await firefox.extensionPage('welcome/welcome.html');
		const frame = own.mainFrame();
		await frame.waitForSelector('#worker');
		await frame.$eval('#worker', (field, address) => { field.value = address; }, args[0]);
		// What the browser asks, and what is answered there: its buttons are the primary and the secondary action.
		const answer = async (which) => {
			await firefox.click(frame, '#save');
			for (let left = 100; left--; await sleep(50)) {
				const asked = await firefox.chrome(`+"`"+`(() => {
					const { PopupNotifications, gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
					for (const tab of gBrowser.browsers) {
						const one = PopupNotifications.getNotification('addon-webext-permissions', tab);
						if (!one) continue;
						const text = one.id;
						(${which} ? one.mainAction : one.secondaryActions[0]).callback({});
						one.remove();
						return text;
					}
					return '';
				})()`+"`"+`);
				if (asked) return asked;
			}
			return 'nothing';
		};
		const settled = async (want) => {
			let now;
			for (let left = 60; left-- && (now = await worker()) !== want;) await sleep(50);
			return now;
		};
		const asked = await answer(false);
		await sleep(500);
		const refused = await worker();
		await answer(true);
		const agreed = await settled(args[0]);
		await background('chrome.permissions.remove({ data_collection: ["browsingActivity"] })');
		const takenBack = await settled('nobody');
		await own.close();
		return { refused, agreed, takenBack, asked };`, &got, s.worker.URL)
	if err != nil {
		t.Fatal(err)
	}
	if got.Asked == "nothing" {
		t.Error("the browser asked nothing")
	}
	if got.Refused != "nobody" || got.Agreed != s.worker.URL || got.TakenBack != "nobody" {
		t.Errorf("refused there, the worker is %s; agreed to, %s; taken back, %s", got.Refused, got.Agreed, got.TakenBack)
	}
}
