package host

import (
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

// eachRule calls f with every rule of the table: its name, with "*." or "!" in
// front as in the list, and its flags.
func eachRule(list int, parent string, f func(rule string, flags byte)) {
	at, label := list+1+2*int(suffixTable[list]), ""
	for shared := 0; suffixTable[at] != 0; {
		end := at
		for suffixTable[end] < flagEnd {
			end++
		}
		label = label[:shared] + suffixTable[at:end]
		name, flags := label+parent, suffixTable[end]
		shared = int(flags & flagShared)
		at = end + 1
		if flags&flagException != 0 {
			f("!"+name, flags)
		} else if flags&flagRule != 0 {
			f(name, flags)
		}
		if flags&flagChildren != 0 {
			eachRule(int(suffixTable[at])<<9|int(suffixTable[at+1])<<1, "."+name, f)
			at += 2
		}
	}
}

// TestOracle compares the answers with those of golang.org/x/net/publicsuffix
// for every rule of the list, the names around it and under it.
func TestOracle(t *testing.T) {
	if !strings.Contains(publicsuffix.List.String(), Revision) {
		t.Fatalf("the oracle has %q, the table %q: run go generate", publicsuffix.List.String(), Revision)
	}
	rules, icann := map[string]bool{}, 0
	eachRule(suffixRoot, "", func(rule string, flags byte) {
		rules[rule] = flags&flagICANN != 0
		if rules[rule] {
			icann++
		}
	})
	hosts, wrong, sections := 0, 0, 0
	for rule := range rules {
		base := strings.TrimPrefix(strings.TrimPrefix(rule, "!"), "*.")
		for _, host := range around(base) {
			hosts++
			problem, section := againstOracle(host, rules)
			if section {
				sections++
			}
			if problem != "" && wrong < 20 {
				wrong++
				t.Errorf("rule %s: %s", rule, problem)
			}
		}
	}
	t.Logf("checked %d rules (%d ICANN) with %d hosts; the section differs for %d", len(rules), icann, hosts, sections)
	if len(rules) == 0 || len(rules) != suffixRules || icann != suffixICANN {
		t.Errorf("rules: got %d (%d ICANN), want %d (%d ICANN)", len(rules), icann, suffixRules, suffixICANN)
	}
	if sections > hosts/100 {
		t.Errorf("the section differs from the oracle's for %d of %d hosts; want a few", sections, hosts)
	}
}

// around returns a name, names under it, above it and beside it.
func around(name string) []string {
	first, rest, dotted := strings.Cut(name, ".")
	if dotted {
		rest = "." + rest
	}
	hosts := []string{name}
	for _, under := range []string{"a", "www", "city", "zz", "0", "xn--bcher-kva"} {
		hosts = append(hosts, under+"."+name, "b."+under+"."+name, "c.b."+under+"."+name)
	}
	for _, beside := range []string{first + "0", "a" + first, first[:len(first)-1] + "_", "zzzz", "-"} {
		hosts = append(hosts, beside+rest, "www."+beside+rest)
	}
	for parent := rest; parent != ""; {
		parent = parent[1:]
		hosts = append(hosts, parent, "www."+parent)
		if _, parent, dotted = strings.Cut(parent, "."); dotted {
			parent = "." + parent
		}
	}
	return hosts
}

// againstOracle says where the answers for a host differ, or "". The section
// is that of the rule that counts; the oracle's is that of the longest name it
// came by, which can be another (aws-cloud9.us-east-1.amazonaws.com, or za,
// which is no rule): section tells that it is.
func againstOracle(host string, rules map[string]bool) (problem string, section bool) {
	name, k, _ := analyse(host)
	if k != kindName {
		return "", false // no host name: the oracle does not look
	}
	want, oracle := publicsuffix.PublicSuffix(name)
	wantICANN := sectionOf(name, want, rules)
	if got, gotICANN := Suffix(host); got != want || gotICANN != wantICANN {
		return "Suffix(" + host + "): got " + got + yes(gotICANN) + ", want " + want + yes(wantICANN), false
	}
	wantSite, err := publicsuffix.EffectiveTLDPlusOne(name)
	if got, ok := Registrable(host); got != wantSite || ok != (err == nil) {
		return "Registrable(" + host + "): got " + got + yes(ok) + ", want " + wantSite + yes(err == nil), false
	}
	return "", oracle != wantICANN
}

// sectionOf reports whether the rule that makes the suffix of a name stands in
// the ICANN section.
func sectionOf(name, suffix string, rules map[string]bool) bool {
	if icann, ok := rules[suffix]; ok {
		return icann
	}
	_, parent, _ := strings.Cut(suffix, ".")
	if icann, ok := rules["*."+parent]; ok {
		return icann
	}
	if len(name) > len(suffix) {
		under := name[:len(name)-len(suffix)-1]
		return rules["!"+under[strings.LastIndexByte(under, '.')+1:]+"."+suffix]
	}
	return false
}

func yes(b bool) string {
	if b {
		return " (true)"
	}
	return " (false)"
}

func TestSuffix(t *testing.T) {
	for _, c := range []struct {
		host, suffix string
		icann        bool
	}{
		{"", "", false},
		{"192.0.2.1", "", false},
		{"[2001:db8::1]", "", false},
		{"com", "com", true},
		{"Example.COM.", "com", true},
		{"www.example.co.uk", "co.uk", true},
		{"example.notlisted", "notlisted", false},
		{"localhost", "localhost", false},
		{"someone.github.io", "github.io", false},
		{"github.io", "github.io", false},
		{"a.b.kobe.jp", "b.kobe.jp", true},
		{"kobe.jp", "jp", true},
		{"city.kobe.jp", "kobe.jp", true},
		{"ck", "ck", false},
		{"b.ck", "b.ck", true},
		{"www.ck", "ck", true},
		{"食狮.公司.cn", "xn--55qx5d.cn", true},
		{"食狮.中国", "xn--fiqs8s", true},
		{"a..com", "", false},
	} {
		if got, icann := Suffix(c.host); got != c.suffix || icann != c.icann {
			t.Errorf("Suffix(%q): got %q, %v; want %q, %v", c.host, got, icann, c.suffix, c.icann)
		}
	}
}

// TestRegistrable has the behaviours that the list's own test vectors are about.
func TestRegistrable(t *testing.T) {
	for _, c := range []struct{ host, want string }{
		// Nothing, dots, mixed case.
		{"", ""}, {".", ""}, {".com", ""}, {".example.com", ""}, {"COM", ""}, {"example.COM", "example.com"}, {"WwW.example.COM", "example.com"},
		// Not listed.
		{"example", ""}, {"example.example", "example.example"}, {"b.example.example", "example.example"}, {"a.b.example.example", "example.example"},
		// One rule, two rules, several levels.
		{"biz", ""}, {"domain.biz", "domain.biz"}, {"a.b.domain.biz", "domain.biz"},
		{"uk.com", ""}, {"example.uk.com", "example.uk.com"}, {"a.b.example.uk.com", "example.uk.com"},
		{"ac.jp", ""}, {"test.ac.jp", "test.ac.jp"}, {"kyoto.jp", ""}, {"test.kyoto.jp", "test.kyoto.jp"}, {"ide.kyoto.jp", ""}, {"b.ide.kyoto.jp", "b.ide.kyoto.jp"},
		// Wildcards and exceptions.
		{"c.kobe.jp", ""}, {"b.c.kobe.jp", "b.c.kobe.jp"}, {"a.b.c.kobe.jp", "b.c.kobe.jp"}, {"city.kobe.jp", "city.kobe.jp"}, {"www.city.kobe.jp", "city.kobe.jp"},
		{"ck", ""}, {"test.ck", ""}, {"b.test.ck", "b.test.ck"}, {"www.ck", "www.ck"}, {"www.www.ck", "www.ck"},
		{"us", ""}, {"test.us", "test.us"}, {"ak.us", ""}, {"test.ak.us", "test.ak.us"}, {"k12.ak.us", ""}, {"www.test.k12.ak.us", "test.k12.ak.us"},
		// International, both ways of writing.
		{"食狮.com.cn", "xn--85x722f.com.cn"}, {"www.食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn"}, {"shishi.公司.cn", "shishi.xn--55qx5d.cn"}, {"公司.cn", ""},
		{"xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s"}, {"xn--fiqs8s", ""},
		// Addresses and single labels.
		{"192.0.2.1", ""}, {"0x7f.1", ""}, {"[::1]", ""}, {"::1", ""}, {"localhost", ""}, {"intranet", ""},
		// Bad names.
		{"a..b.com", ""}, {"example.com:80", ""}, {"exa mple.com", ""}, {"1.2.3.example.com.5", ""},
	} {
		got, ok := Registrable(c.host)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Registrable(%q): got %q, %v; want %q", c.host, got, ok, c.want)
		}
	}
}
