package host

import (
	"maps"
	"slices"
	"testing"
)

// index is what a bundle keeps of its protected names: keys to names.
type index map[string][]string

// newIndex stores protected registrable domains as Keys has it.
func newIndex(names ...string) index {
	x := index{}
	for _, name := range names {
		label := name[:len(name)-len(name[indexDot(name):])]
		for _, key := range Keys(label) {
			x[key] = append(x[key], name)
		}
	}
	return x
}

func indexDot(name string) int { return slices.Index([]byte(name), '.') }

// exact is LookAlike's protected: only names whose own skeleton is the key.
func (x index) exact(skeleton string) (string, bool) {
	for _, name := range x[skeleton] {
		if Skeleton(name[:indexDot(name)]) == skeleton {
			return name, true
		}
	}
	return "", false
}

// near is LookAlike's near.
func (x index) near(key string, n int) (string, bool) {
	if n >= len(x[key]) {
		return "", false
	}
	return x[key][n], true
}

var protectedNames = newIndex("paypal.com", "barclays.co.uk", "microsoft.com", "microsoftonline.com", "google.com", "hsbc.co.uk", "apple.com", "m1crobank.example", "lloydsbank.com", "xn--bcher-kva.example", "mail2pay.example", "westernunion.com", "postbank.de", "paycard.example", "security.example")

func TestLookAlike(t *testing.T) {
	for _, c := range []struct{ target, page, imitates, how string }{
		// Words.
		{"mi5.h0st.biz", "www.mi5.gov.uk", "host.biz", "digits"},
		{"H0ST.BIZ.", "www.mi5.gov.uk", "host.biz", "digits"},
		{"h0st.biz", "", "host.biz", "digits"},
		{"h0st.biz", "127.0.0.1", "host.biz", "digits"},
		{"webh0st.biz", "shop.example", "webhost.biz", "digits"},
		{"h0st2.biz", "shop.example", "host2.biz", "digits"},
		{"h05t.biz", "shop.example", "host.biz", "digits"},
		{"mai1.net", "shop.example", "mail.net", "digits"},
		{"1ogin.net", "shop.example", "login.net", "digits"},
		{"1nfo.net", "shop.example", "info.net", "digits"},
		{"b4nk.net", "shop.example", "bank.net", "digits"},
		{"5ecure-l0gin.net", "shop.example", "secure-login.net", "digits"},
		{"my-acc0unt.co.uk", "shop.example", "my-account.co.uk", "digits"},
		{"acmesupp0rt.com", "shop.example", "acmesupport.com", "digits"},
		{"p4y.net", "shop.example", "pay.net", "digits"},
		{"hөst.biz", "shop.example", "", ""}, // barred o
		{"hοst.biz", "shop.example", "host.biz", "confusables"},
		{"bаnk.example", "shop.example", "bank.example", "confusables"},
		{"lоgin-bücher.example", "shop.example", "xn--login-bcher-zhb.example", "confusables"},
		{"rnail.net", "shop.example", "mail.net", "confusables"},
		{"vvebmail.net", "shop.example", "webmail.net", "confusables"},
		// The page's own name.
		{"paypa1.com", "www.paypal.com", "paypal.com", "digits"},
		{"paypaI.com", "www.paypal.com", "paypal.com", "edit"},
		{"exarnple.com", "example.org", "example.org", "confusables"},
		{"еxample.com", "example.org", "example.org", "confusables"},
		{"xn--xample-2of.com", "www.example.org", "example.org", "confusables"},
		{"acrne.com", "acme.org", "acme.org", "confusables"},
		{"darks.com", "clarks.org", "clarks.org", "confusables"},
		{"exampel.com", "example.org", "example.org", "edit"},
		{"exmaple.com", "example.org", "example.org", "edit"},
		{"exanple.com", "example.org", "example.org", "edit"},
		{"exammple.com", "example.org", "example.org", "edit"},
		{"examle.com", "example.org", "example.org", "edit"},
		{"gogle.com", "google.com", "google.com", "edit"},
		{"examplé.com", "example.org", "example.org", "edit"},
		{"m0del.com", "model.org", "model.org", "digits"},
		// Protected names.
		{"paypa1.com", "shop.example", "paypal.com", "digits"},
		{"pаypal.net", "shop.example", "paypal.com", "confusables"},
		{"paypai.com", "shop.example", "paypal.com", "edit"},
		{"payapl.com", "shop.example", "paypal.com", "edit"},
		{"paypall.com", "shop.example", "paypal.com", "edit"},
		{"pay-pal.com", "shop.example", "paypal.com", "edit"},
		{"papal.com", "shop.example", "paypal.com", "edit"},
		{"barcleys.co.uk", "shop.example", "barclays.co.uk", "edit"},
		{"barclay.co.uk", "shop.example", "barclays.co.uk", "edit"},
		{"micr0soft.com", "shop.example", "microsoft.com", "digits"},
		{"micros0fft.com", "shop.example", "microsoft.com", "edit"},
		{"rnicrosoft.com", "shop.example", "microsoft.com", "confusables"},
		{"app1e.com", "shop.example", "apple.com", "digits"},
		{"vvesternunion.com", "shop.example", "westernunion.com", "confusables"},
		{"bardays.co.uk", "shop.example", "barclays.co.uk", "confusables"},
		{"barcoays.co.uk", "shop.example", "barclays.co.uk", "edit"},
		{"barc1ays.co.uk", "shop.example", "barclays.co.uk", "digits"},
		{"ba4clays.co.uk", "shop.example", "barclays.co.uk", "edit"},
		{"barclay3.co.uk", "shop.example", "barclays.co.uk", "edit"},
		// Words beside a name.
		{"paypal-login.com", "shop.example", "paypal.com", "added"},
		{"secure-paypal.com", "shop.example", "paypal.com", "added"},
		{"paypallogin.com", "shop.example", "paypal.com", "added"},
		{"my-paypal-account-2026.com", "shop.example", "paypal.com", "added"},
		{"apple-id.com", "shop.example", "apple.com", "added"},
		{"hsbc-online.com", "shop.example", "hsbc.co.uk", "added"},
		{"paypa1-login.com", "shop.example", "paypal.com", "digits"},
		{"bardays-login.com", "shop.example", "barclays.co.uk", "confusables"},
		{"www-paypal-com.net", "shop.example", "paypal.com", "added"},
		{"northwold-login.net", "www.northwold.example", "northwold.example", "added"},
		{"paypal-free.com", "shop.example", "paypal.com", "added"},
		{"postbank-login.net", "shop.example", "postbank.de", "added"},
		{"postbank.xyz", "shop.example", "postbank.de", "suffix"},
		// A name before another.
		{"www.paypal.com.evil.test", "shop.example", "paypal.com", "embedded"},
		{"barclays.co.uk.login.evil.test", "shop.example", "barclays.co.uk", "embedded"},
		{"paypa1.com.evil.test", "shop.example", "paypal.com", "embedded"},
		{"bank.example.evil.test", "bank.example", "bank.example", "embedded"},
		// The same label elsewhere.
		{"paypal.xyz", "shop.example", "paypal.com", "suffix"},
		{"hsbc.com", "shop.example", "hsbc.co.uk", "suffix"},
		{"paypal.github.io", "shop.example", "paypal.com", "suffix"},
		{"example.com", "www.example.org", "example.org", "suffix"},
	} {
		got, ok := LookAlike(c.target, c.page, protectedNames.exact, protectedNames.near)
		if got.Imitates != c.imitates || got.How != c.how || ok != (c.how != "") {
			t.Errorf("LookAlike(%q, %q): got %+v, %v; want %q by %q", c.target, c.page, got, ok, c.imitates, c.how)
		}
	}
}

// TestQuiet has what must not be found.
func TestQuiet(t *testing.T) {
	for _, c := range [][2]string{
		// Numbers are numbers.
		{"mail2.com", "shop.example"}, {"web1.net", "shop.example"}, {"host5.com", "shop.example"}, {"24shop.com", "shop.example"}, {"mail2web.com", "shop.example"}, {"cloud9.com", "shop.example"},
		{"post1.com", "posti.example"}, {"1bank.com", "shop.example"}, {"pay4.com", "shop.example"}, {"doc5.com", "shop.example"}, {"pos7.com", "shop.example"}, {"b2b.com", "shop.example"},
		{"3mail.com", "email.example"}, {"web3.com", "shop.example"}, {"365.com", "shop.example"}, {"163.com", "shop.example"}, {"1and1.com", "shop.example"}, {"o2.co.uk", "shop.example"},
		{"c3s.example", "shop.example"}, {"s3.example", "shop.example"}, {"d3a4f5b6c7.cloudfront.net", "shop.example"}, {"x0x0x.com", "shop.example"},
		{"hotel5.com", "hotels.example"}, {"server2.com", "server1.com"}, {"area52.com", "area51.com"}, {"example2.com", "example.com"}, {"example1.com", "example2.com"}, {"acme2-shop.com", "acme1-shop.com"},
		// The same site, the same name elsewhere, siblings.
		{"a.example.org", "b.example.org"}, {"abc.com", "abc.org"}, {"webmail.com", "webmail.org"}, {"hostingservice.com", "hostingservice.org"}, {"hostingservice-login.com", "hostingservice.org"}, {"security-login.com", "shop.example"}, {"paycard-login.com", "shop.example"}, {"h0st.biz", "www.h0st.biz"}, {"mail.h0st.biz", "www.h0st.biz"},
		{"paypal.com", "shop.example"}, {"paypal.com", "paypal.de"}, {"www.paypal.com", "paypa1.com"}, {"google.com", "g00gle.com"},
		{"m1crobank.example", "shop.example"}, {"hsbc.evil.test", "shop.example"}, {"paypal.evil.test", "shop.example"}, {"com.paypal.evil.test", "shop.example"}, {"notpaypal.com.evil.test", "shop.example"},
		// Words that say nothing, and names that are words.
		{"paypal-friends.com", "shop.example"}, {"apple2.com", "shop.example"}, {"apple-2026.com", "shop.example"}, {"apples-online.com", "shop.example"}, {"hsbconline.com", "shop.example"}, {"online-shop.com", "online.example"},
		{"thegoat.com", "theboat.com"}, {"north-goat.com", "north-boat.com"}, {"close.com", "dose.com"},
		// Short names and first letters.
		{"cat.com", "bat.com"}, {"һр.com", "hp.example"}, {"sirn.com", "sim.example"}, {"mall.com", "mail.com"}, {"maul.com", "mail.com"}, {"acmd.com", "acme.com"}, {"mis.com", "mi5.gov.uk"}, {"apples.com", "shop.example"}, {"hsdc.co.uk", "shop.example"},
		{"making.com", "baking.com"}, {"ebooking.com", "booking.com"}, {"aypal.com", "shop.example"}, {"comer.com", "corner.com"},
		// Names of one owner.
		{"my-bank-online.com", "mybank-online.com"}, {"examples.com", "example.com"}, {"example.com", "examples.com"}, {"organization.com", "organisation.org"}, {"munchen.com", "münchen.de"},
		// Others.
		{"pmv2.co.uk", "www.mi5.gov.uk"}, {"whatcounts.com", "www.mi5.gov.uk"}, {"lists.mi5.gov.uk", "www.mi5.gov.uk"}, {"horne.com", "shop.example"}, {"internet.com", "shop.example"}, {"modern.com", "shop.example"},
		{"müller.net", "shop.example"}, {"sécurité.fr", "shop.example"}, {"почта.рф", "shop.example"}, {"møller.dk", "shop.example"}, {"hõst.ee", "shop.example"},
		{"accounts.google.com", "shop.example"}, {"checkout.stripe.com", "shop.example"}, {"login.microsoftonline.com", "shop.example"}, {"formspree.io", "shop.example"}, {"list-manage.com", "shop.example"},
		// What has no registrable domain.
		{"", ""}, {"127.0.0.1", "shop.example"}, {"[::1]", "shop.example"}, {"h0st", "host.biz"}, {"localhost", "shop.example"}, {"co.uk", "shop.example"}, {"a..b", "shop.example"}, {"h0st.biz:80", "shop.example"},
	} {
		if got, ok := LookAlike(c[0], c[1], protectedNames.exact, protectedNames.near); ok {
			t.Errorf("LookAlike(%q, %q): got %+v, want nothing", c[0], c[1], got)
		}
	}
}

// TestLookAlikeWithout: both callbacks may be missing.
func TestLookAlikeWithout(t *testing.T) {
	for _, c := range []struct {
		target string
		want   bool
	}{{"h0st.biz", true}, {"paypa1.com", false}, {"thirdparty.example", false}} {
		if got, ok := LookAlike(c.target, "shop.example", nil); ok != c.want {
			t.Errorf("LookAlike(%q) without names: got %+v, %v; want %v", c.target, got, ok, c.want)
		}
		if got, ok := LookAlike(c.target, "shop.example", nil, nil); ok != c.want {
			t.Errorf("LookAlike(%q) with nil names: got %+v, %v; want %v", c.target, got, ok, c.want)
		}
	}
	if got, ok := LookAlike("payapl.com", "shop.example", protectedNames.exact); ok {
		t.Errorf("an edit of a protected name without near: got %+v, want nothing", got)
	}
	if got, ok := LookAlike("paypa1.com", "shop.example", nil, protectedNames.near); !ok || got.How != "digits" || got.Label != "paypa1" {
		t.Errorf("digits with near alone: got %+v, %v; want paypal.com", got, ok)
	}
}

// TestEveryEdit: each single edit of a long protected name shares a key with it.
func TestEveryEdit(t *testing.T) {
	const name = "lloydsbank"
	edits := map[string]bool{}
	for i := 1; i < len(name); i++ {
		edits[name[:i]+name[i+1:]] = true
		edits[name[:i]+"q"+name[i:]] = true
		edits[name[:i]+"q"+name[i+1:]] = true
		if i+1 < len(name) {
			edits[name[:i]+name[i+1:i+2]+name[i:i+1]+name[i+2:]] = true
		}
	}
	delete(edits, name)
	if len(edits) < 30 {
		t.Fatalf("made %d edits, expected some 35", len(edits))
	}
	for _, edit := range slices.Sorted(maps.Keys(edits)) {
		if got, ok := LookAlike(edit+".com", "shop.example", protectedNames.exact, protectedNames.near); !ok || got.Imitates != "lloydsbank.com" || got.How != "edit" {
			t.Errorf("LookAlike(%q): got %+v, %v; want an edit of lloydsbank.com", edit, got, ok)
		}
	}
}

// TestWordsAreQuiet: no word of the list, nor two of them, nor a word with a
// number, is a look-alike of anything.
func TestWordsAreQuiet(t *testing.T) {
	for i, word := range words {
		if i > 0 && words[i-1] >= word {
			t.Errorf("words: %q after %q; want them in order", word, words[i-1])
		}
		for digit := range "0123456789" {
			number := string(rune('0' + digit))
			for _, label := range []string{word, word + number, number + word, word + "-" + number, word + number + number, word + number + words[0], word + words[(i+1)%len(words)]} {
				if got, ok := LookAlike(label+".com", "other.example", nil); ok {
					t.Errorf("LookAlike(%q): got %+v, want nothing", label, got)
				}
			}
		}
	}
}
