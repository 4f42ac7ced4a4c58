package e2e

import (
	"testing"
	"time"
)

// What was clear while the person typed is looked at again where anything of it
// changed by the time it is sent, whatever changed it.
func TestClearWhileTyped(t *testing.T) {
	s := setUp(t)
	for _, c := range []struct {
		change string // by the page, in the form's own submission; "" for none
		held   bool
	}{
		{"", false},
		{`addEventListener('submit', () => { document.querySelector('fieldset').disabled = false; })`, true},
		{`addEventListener('submit', () => { form.elements.note.value = own.value; })`, true},
		{`addEventListener('submit', () => { form.elements.contact.value = 'ann@example.org'; })`, true},
		{`addEventListener('submit', () => { form.action += '?contact=' + encodeURIComponent(own.value); })`, true},
		{`addEventListener('submit', () => { form.elements.note.outerHTML = '<input type="email" name="contact" value="ann@example.org">'; })`, true},
		{`addEventListener('formdata', (event) => { event.formData.append('more', own.value); })`, true},
		{`addEventListener('formdata', (event) => { event.formData.set('quantity', own.value); })`, true},
	} {
		t.Run(c.change, func(t *testing.T) {
			s.lab.Forget()
			p := page(t, s.with)
			if err := p.Open("https://forms.example.org/abroad.html"); err != nil {
				t.Fatal(err)
			}
			err := p.Act(`
				await page.evaluate((change) => {
					const form = document.forms[0];
					form.innerHTML = '<input name="quantity" type="number"><input type="hidden" name="note" value="none"><input type="email" name="contact" autocomplete="email">' +
						'<fieldset disabled><input type="email" name="reserve" autocomplete="email" value="bob@example.net"></fieldset><button name="go" value="1">Order</button>';
					form.insertAdjacentHTML('afterend', '<form><input type="email" id="own" autocomplete="email"></form>');
					Object.assign(window, { form });
					Function(change)();
				}, args[0]);
				await page.type('#own', 'ann@example.org');
				await page.type('[name=quantity]', '3');
				await sleep(900);
				await page.click('[name=go]');`, nil, c.change)
			if err != nil {
				t.Fatal(err)
			}
			if !c.held {
				if got := s.arrived(t, collector); len(got) != 1 {
					t.Errorf("%s received %s, want what was sent, once and without a question", collector, list(got))
				}
				return
			}
			if shown, err := p.Dialog(waitForDialog); err != nil || !shown {
				t.Errorf("no dialog was shown (%v)", err)
			}
			time.Sleep(200 * time.Millisecond)
			if got := s.received(collector); len(got) > 0 {
				t.Errorf("%s received %s before it was agreed to", collector, list(got))
			}
		})
	}
}
