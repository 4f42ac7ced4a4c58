package lookup

import "strings"

// cityOf returns the name of a large city that an address is in, and its
// country, if the city is one of a short list of which there is no doubt; else
// "". An address is its parts, or its lines; what is not the name of such a city
// goes no further than this function.
func cityOf(address []string, region, country string) (city, in string) {
	if states[strings.ToLower(strings.TrimSpace(region))] {
		return "", "" // of the United States or Canada, where there is a Paris, a London and a Moscow
	}
	for _, line := range address {
		for part := range strings.SplitSeq(line, ",") {
			c, ok := cities[words(part)]
			if !ok {
				continue
			}
			if strings.Contains(c.not, country) && country != "" {
				return "", ""
			}
			return c.name, c.country
		}
	}
	return "", ""
}

// words are the words of a part of an address that have no digit, in lower case:
// "London EC1A 1AA" is "london".
func words(part string) string {
	if len(part) > 80 {
		return ""
	}
	var out []string
	for _, w := range strings.Fields(strings.ToLower(part)) {
		if !strings.ContainsAny(w, "0123456789") {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// city is a large city: its name, its country, and the countries that have a
// place of that name which could be meant.
type city struct{ name, country, not string }

var cities = map[string]city{
	"london":    {"London", "GB", "CA"},
	"paris":     {"Paris", "FR", ""},
	"berlin":    {"Berlin", "DE", ""},
	"münchen":   {"Munich", "DE", ""},
	"munich":    {"Munich", "DE", ""},
	"madrid":    {"Madrid", "ES", "CO"},
	"rome":      {"Rome", "IT", ""},
	"roma":      {"Rome", "IT", "AU"},
	"amsterdam": {"Amsterdam", "NL", "ZA"},
	"brussels":  {"Brussels", "BE", ""},
	"bruxelles": {"Brussels", "BE", ""},
	"wien":      {"Vienna", "AT", ""},
	"vienna":    {"Vienna", "AT", ""},
	"zürich":    {"Zurich", "CH", ""},
	"zurich":    {"Zurich", "CH", ""},
	"stockholm": {"Stockholm", "SE", ""},
	"oslo":      {"Oslo", "NO", ""},
	"helsinki":  {"Helsinki", "FI", ""},
	"lisboa":    {"Lisbon", "PT", ""},
	"warszawa":  {"Warsaw", "PL", ""},
	"praha":     {"Prague", "CZ", ""},
	"budapest":  {"Budapest", "HU", ""},
	"moscow":    {"Moscow", "RU", ""},
	"tokyo":     {"Tokyo", "JP", ""},
	"beijing":   {"Beijing", "CN", ""},
	"shanghai":  {"Shanghai", "CN", ""},
	"mumbai":    {"Mumbai", "IN", ""},
	"new york":  {"New York", "US", "GB"},
	"chicago":   {"Chicago", "US", ""},
	"seattle":   {"Seattle", "US", ""},
	"toronto":   {"Toronto", "CA", "AU"},
	"sydney":    {"Sydney", "AU", "CA"},
}

// states are the states and provinces of the United States and Canada, by code
// and name, as addresses give them.
var states = func() map[string]bool {
	out := map[string]bool{}
	for s := range strings.SplitSeq("al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc "+
		"ab bc mb nb nl ns nt nu on pe qc sk yt", " ") {
		out[s] = true
	}
	for s := range strings.SplitSeq("alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,georgia,hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,"+
		"maryland,massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,new mexico,new york,north carolina,north dakota,ohio,oklahoma,oregon,"+
		"pennsylvania,rhode island,south carolina,south dakota,tennessee,texas,utah,vermont,virginia,washington,west virginia,wisconsin,wyoming,district of columbia,"+
		"alberta,british columbia,manitoba,new brunswick,newfoundland and labrador,nova scotia,ontario,prince edward island,quebec,saskatchewan", ",") {
		out[s] = true
	}
	return out
}()
