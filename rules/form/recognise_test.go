package form

import (
	"strings"
	"testing"
)

func TestKindOf(t *testing.T) {
	text := func(name, label string) Field {
		return Field{Name: name, Label: label, Control: "input", Type: "text"}
	}
	for name, test := range map[string]struct {
		field Field
		want  Kind
	}{
		"type email":                         {Field{Type: "email", Control: "input", Name: "f1"}, Email},
		"type password":                      {Field{Type: "password", Control: "input", Name: "f1"}, Password},
		"a card code typed as a password":    {Field{Type: "password", Control: "input", Autocomplete: "cc-csc"}, CardCode},
		"type hidden says nothing":           {Field{Type: "hidden", Control: "input", Name: "email"}, Hidden},
		"type search":                        {Field{Type: "search", Control: "input", Name: "email"}, Search},
		"type file":                          {Field{Type: "file", Control: "input"}, File},
		"type tel":                           {Field{Type: "tel", Control: "input", Name: "n"}, Telephone},
		"type tel for a card number":         {Field{Type: "tel", Control: "input", Name: "cardNumber"}, CardNumber},
		"autocomplete before name":           {Field{Type: "text", Control: "input", Autocomplete: "section-a shipping given-name", Name: "email"}, GivenName},
		"autocomplete in capitals":           {Field{Type: "text", Control: "input", Autocomplete: "EMAIL"}, Email},
		"autocomplete off":                   {Field{Type: "text", Control: "input", Autocomplete: "off", Name: "surname"}, FamilyName},
		"one-time code":                      {Field{Type: "text", Control: "input", Autocomplete: "one-time-code", Name: "password"}, OneTimeCode},
		"forename":                           {text("forename", ""), GivenName},
		"first_name":                         {text("first_name", ""), GivenName},
		"firstName":                          {text("firstName", ""), GivenName},
		"user[lastName]":                     {text("user[lastName]", ""), FamilyName},
		"label E-mail address":               {text("f17", "E-mail address"), Email},
		"label Your full name":               {text("f17", "Your full name *"), Name},
		"label Date of birth":                {text("f17", "Date of birth"), BirthDate},
		"label National Insurance number":    {text("f17", "National Insurance number"), NationalID},
		"label Mother's maiden name":         {text("f17", "Mother's maiden name"), Name},
		"label Sort code":                    {text("f17", "Sort code"), BankAccount},
		"label NHS number":                   {text("f17", "NHS number"), NationalID},
		"label Address line 1":               {text("f17", "Address line 1"), Address},
		"name address is a street":           {text("address", ""), Address},
		"web address is none":                {text("f17", "Web address"), Other},
		"file name is none":                  {text("filename", ""), Other},
		"coupon code is none":                {text("coupon", "Coupon code"), Other},
		"quantity is none":                   {text("qty", ""), Other},
		"q is a search":                      {text("q", ""), Search},
		"textarea message":                   {Field{Control: "textarea", Type: "textarea", Name: "message"}, FreeText},
		"textarea without a telling name":    {Field{Control: "textarea", Type: "textarea", Name: "t7"}, FreeText},
		"textarea for an address":            {Field{Control: "textarea", Type: "textarea", Name: "address"}, Address},
		"select of countries":                {Field{Control: "select", Name: "country"}, Choice},
		"select of birth years":              {Field{Control: "select", Name: "birth_year"}, BirthDate},
		"radio for sex":                      {Field{Control: "input", Type: "radio", Name: "gender"}, Sex},
		"checkbox to be sent mail":           {Field{Control: "input", Type: "checkbox", Name: "email_me"}, Choice},
		"placeholder alone":                  {Field{Control: "input", Type: "text", Placeholder: "you@example.org e-mail"}, Email},
		"email2":                             {text("email2", ""), Email},
		"emailAddress1":                      {text("emailAddress1", ""), Email},
		"postcode_2":                         {text("postcode_2", ""), PostalCode},
		"addressLine1":                       {text("addressLine1", ""), Address},
		"cvv2":                               {text("cvv2", ""), CardCode},
		"user":                               {text("user", ""), Username},
		"user1":                              {text("user1", ""), Username},
		"PIN":                                {text("PIN", ""), Password},
		"an example of an address":           {Field{Control: "input", Type: "text", Placeholder: "you@example.com"}, Email},
		"a name that the label says more of": {text("nom1", "Primer nombre"), GivenName},
		"a name that is a company's":         {text("name", "Company name"), Organisation},
		"a name beside a telephone number":   {text("full_name", "Telephone"), Name},
		"a surname of which a name is said":  {text("sei", "お名前"), FamilyName},
		"a short word and what says more":    {text("pol", "Номер полиса ОМС"), NationalID},
		"a short word and nothing more":      {text("pol", "Lorem"), Sex},
		"a search by what is personal":       {text("q", "Search by postcode"), Search},
		"a short word, and a name":           {text("mail", "Cardholder"), Name},
		"the PIN code of a town":             {text("pin", "PIN code"), PostalCode},
		"user agent is none":                 {text("user_agent", ""), Other},
		"terms and conditions":               {Field{Control: "input", Type: "checkbox", Name: "terms_conditions", Label: "I accept the conditions"}, Choice},
		"health and safety":                  {Field{Control: "input", Type: "checkbox", Name: "health_and_safety"}, Choice},
		"a topic":                            {Field{Control: "input", Type: "checkbox", Name: "topic_health"}, Choice},
		"frying pan":                         {text("frying_pan", ""), Other},
		"street food":                        {text("street_food", ""), Other},
		"Tel Aviv":                           {text("tel_aviv", ""), Other},
		"passengers":                         {Field{Control: "input", Type: "text", Name: "passengers", Placeholder: "with a pass"}, Other},
		"nothing at all":                     {Field{}, Other},
		"label in another script":            {text("f17", "почта"), Email},
		"a very long name":                   {text(strings.Repeat("x", 4000), ""), Other},
		"a name of a thousand words":         {text(strings.Repeat("a b ", 1000), ""), Other},
		"bytes that are no UTF-8":            {text("\xff\xfe\x00", "\xc3"), Other},
		"the word as a part of another one":  {text("emailing", ""), Other},
	} {
		t.Run(name, func(t *testing.T) {
			if got := KindOf(&test.field); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestAppendPhrase(t *testing.T) {
	for want, kinds := range map[string][]Kind{
		"your e-mail address and name": {Email, GivenName, FamilyName},
		"your password and user name":  {Password, Username, Choice},
		"your name":                    {Name, GivenName},
		"your address":                 {Address, PostalCode},
		"your postcode":                {PostalCode},
		"your search words":            {Search},
		"what you typed":               {Choice, Other},
		"your message":                 {FreeText},
		"your password, e-mail address, name and more":                  {Password, Email, Name, Telephone, Address},
		"your e-mail address, name, telephone number and date of birth": {Email, Name, Telephone, BirthDate},
	} {
		var s Kinds
		for _, k := range kinds {
			s.Add(k)
		}
		if got := string(s.AppendPhrase(nil, "your")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParseKind(t *testing.T) {
	for k := range NumKinds {
		if got, ok := ParseKind(k.String()); !ok || got != k || k.Phrase() == "" {
			t.Errorf("%v: got %v, %v", k, got, ok)
		}
	}
	if _, ok := ParseKind("shoe size"); ok {
		t.Error("a kind that is none was found")
	}
}

func FuzzKindOf(f *testing.F) {
	f.Add("email", "E-mail address", "section-x email", "text", "input")
	f.Add("", "\xff", "   ", "", "textarea")
	f.Fuzz(func(t *testing.T, name, label, autocomplete, typ, control string) {
		if k := KindOf(&Field{Name: name, Label: label, Autocomplete: autocomplete, Type: typ, Control: control}); k >= NumKinds {
			t.Errorf("got kind %d", k)
		}
	})
}

func BenchmarkKindOf(b *testing.B) {
	f := Field{Name: "f17", ID: "f17", Control: "input", Type: "text", Label: "National Insurance number", Placeholder: "QQ 12 34 56 C"}
	b.ReportAllocs()
	for b.Loop() {
		KindOf(&f)
	}
}
