package lookup

import "testing"

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		spf, dmarc string
		noMail     bool
		want       string
	}{
		{"pass", "", false, honest},
		{"pass", "reject", true, honest},
		{"fail", "", false, dishonest},
		{"softfail", "", false, unknownHonesty},
		{"softfail", "none", false, unknownHonesty},
		{"softfail", "quarantine", false, dishonest},
		{"softfail", "reject", false, dishonest},
		{"neutral", "reject", false, unknownHonesty},
		{"none", "reject", false, unknownHonesty}, // its signature may be all it has
		{"none", "", true, dishonest},
		{"none", "", false, unknownHonesty},
		{"temperror", "reject", false, unknownHonesty},
		{"permerror", "", false, unknownHonesty},
		{"", "reject", true, unknownHonesty},
	} {
		if got := judge(c.spf, c.dmarc, c.noMail); got != c.want {
			t.Errorf("SPF %q, DMARC %q, no mail %v: got %s, want %s", c.spf, c.dmarc, c.noMail, got, c.want)
		}
	}
}
