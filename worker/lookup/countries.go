package lookup

import (
	"strings"

	"github.com/formtrace/formtrace/rules/place"
)

// countryOf returns the code (ISO 3166-1 alpha-2) of the country that a text
// names, by its code or by a name, or "".
func countryOf(text string) string {
	text = strings.Trim(strings.ToLower(oneLine(text)), " .,")
	if len(text) == 2 {
		if text == "uk" {
			return "GB"
		}
		if code := strings.ToUpper(text); place.IsCountry(code) {
			return code
		}
		return ""
	}
	if len(text) > 60 {
		return ""
	}
	text = strings.TrimPrefix(text, "the ")
	if code, ok := otherNames[text]; ok {
		return code
	}
	return countryCodes[text]
}

// countryName returns a country's name as it stands within a sentence.
func countryName(code string) string {
	name, ok := countryTexts[code]
	if !ok {
		return code
	}
	if strings.Contains(takeThe, code) {
		return "the " + name
	}
	return name
}

// otherNames are names that registries write besides the usual ones.
var otherNames = map[string]string{
	"great britain (uk)": "GB", "great britain": "GB", "united kingdom (uk)": "GB", "u.k": "GB",
	"united kingdom of great britain and northern ireland": "GB",
	"england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
	"united states of america": "US", "usa": "US", "u.s.a": "US", "u.s": "US",
	"deutschland": "DE", "allemagne": "DE", "österreich": "AT", "schweiz": "CH", "suisse": "CH", "españa": "ES",
	"italia": "IT", "nederland": "NL", "belgique": "BE", "belgië": "BE", "danmark": "DK", "sverige": "SE", "norge": "NO",
	"suomi": "FI", "polska": "PL", "czech republic": "CZ", "brasil": "BR", "méxico": "MX",
	"russian federation": "RU", "korea": "KR", "republic of korea": "KR", "korea, republic of": "KR",
	"viet nam": "VN", "iran, islamic republic of": "IR", "taiwan, province of china": "TW", "hong kong sar": "HK",
	"turkey": "TR", "türkiye": "TR", "moldova, republic of": "MD", "syrian arab republic": "SY",
}

// takeThe lists the countries whose name takes "the" within a sentence.
const takeThe = "AE AX BS CC CD CF CG CK CX DO FK FO GB GM GS IM IO KM KY MH MP MV NL PH SB TC TF UM US VG VI"

var countryTexts, countryCodes = readCountries()

func readCountries() (texts, codes map[string]string) {
	texts, codes = map[string]string{}, map[string]string{}
	for line := range strings.Lines(countries) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		texts[code], codes[strings.ToLower(name)] = name, code
	}
	return texts, codes
}

// countries holds the codes and short English names that rules/curated has too;
// a test compares them.
const countries = `AD Andorra
AE United Arab Emirates
AF Afghanistan
AG Antigua and Barbuda
AI Anguilla
AL Albania
AM Armenia
AO Angola
AQ Antarctica
AR Argentina
AS American Samoa
AT Austria
AU Australia
AW Aruba
AX Åland Islands
AZ Azerbaijan
BA Bosnia and Herzegovina
BB Barbados
BD Bangladesh
BE Belgium
BF Burkina Faso
BG Bulgaria
BH Bahrain
BI Burundi
BJ Benin
BL Saint Barthélemy
BM Bermuda
BN Brunei
BO Bolivia
BQ Caribbean Netherlands
BR Brazil
BS Bahamas
BT Bhutan
BV Bouvet Island
BW Botswana
BY Belarus
BZ Belize
CA Canada
CC Cocos (Keeling) Islands
CD Democratic Republic of the Congo
CF Central African Republic
CG Republic of the Congo
CH Switzerland
CI Côte d'Ivoire
CK Cook Islands
CL Chile
CM Cameroon
CN China
CO Colombia
CR Costa Rica
CU Cuba
CV Cape Verde
CW Curaçao
CX Christmas Island
CY Cyprus
CZ Czechia
DE Germany
DJ Djibouti
DK Denmark
DM Dominica
DO Dominican Republic
DZ Algeria
EC Ecuador
EE Estonia
EG Egypt
EH Western Sahara
ER Eritrea
ES Spain
ET Ethiopia
FI Finland
FJ Fiji
FK Falkland Islands
FM Micronesia
FO Faroe Islands
FR France
GA Gabon
GB United Kingdom
GD Grenada
GE Georgia
GF French Guiana
GG Guernsey
GH Ghana
GI Gibraltar
GL Greenland
GM Gambia
GN Guinea
GP Guadeloupe
GQ Equatorial Guinea
GR Greece
GS South Georgia and the South Sandwich Islands
GT Guatemala
GU Guam
GW Guinea-Bissau
GY Guyana
HK Hong Kong
HM Heard Island and McDonald Islands
HN Honduras
HR Croatia
HT Haiti
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IM Isle of Man
IN India
IO British Indian Ocean Territory
IQ Iraq
IR Iran
IS Iceland
IT Italy
JE Jersey
JM Jamaica
JO Jordan
JP Japan
KE Kenya
KG Kyrgyzstan
KH Cambodia
KI Kiribati
KM Comoros
KN Saint Kitts and Nevis
KP North Korea
KR South Korea
KW Kuwait
KY Cayman Islands
KZ Kazakhstan
LA Laos
LB Lebanon
LC Saint Lucia
LI Liechtenstein
LK Sri Lanka
LR Liberia
LS Lesotho
LT Lithuania
LU Luxembourg
LV Latvia
LY Libya
MA Morocco
MC Monaco
MD Moldova
ME Montenegro
MF Saint Martin (French part)
MG Madagascar
MH Marshall Islands
MK North Macedonia
ML Mali
MM Myanmar
MN Mongolia
MO Macau
MP Northern Mariana Islands
MQ Martinique
MR Mauritania
MS Montserrat
MT Malta
MU Mauritius
MV Maldives
MW Malawi
MX Mexico
MY Malaysia
MZ Mozambique
NA Namibia
NC New Caledonia
NE Niger
NF Norfolk Island
NG Nigeria
NI Nicaragua
NL Netherlands
NP Nepal
NR Nauru
NU Niue
NZ New Zealand
OM Oman
PA Panama
PE Peru
PF French Polynesia
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Poland
PM Saint Pierre and Miquelon
PN Pitcairn
PR Puerto Rico
PS Palestine
PT Portugal
PW Palau
PY Paraguay
QA Qatar
RE Réunion
RO Romania
RS Serbia
RU Russia
RW Rwanda
SA Saudi Arabia
SB Solomon Islands
SC Seychelles
SD Sudan
SE Sweden
SG Singapore
SH Saint Helena, Ascension and Tristan da Cunha
SI Slovenia
SJ Svalbard and Jan Mayen
SK Slovakia
SL Sierra Leone
SM San Marino
SN Senegal
SO Somalia
SR Suriname
SS South Sudan
ST São Tomé and Príncipe
SV El Salvador
SX Sint Maarten (Dutch part)
SY Syria
SZ Eswatini
TC Turks and Caicos Islands
TD Chad
TF French Southern Territories
TG Togo
TH Thailand
TJ Tajikistan
TK Tokelau
TL Timor-Leste
TM Turkmenistan
TN Tunisia
TO Tonga
TR Türkiye
TT Trinidad and Tobago
TV Tuvalu
TW Taiwan
TZ Tanzania
UA Ukraine
UG Uganda
UM US Minor Outlying Islands
US United States
UY Uruguay
UZ Uzbekistan
VA Vatican City
VC Saint Vincent and the Grenadines
VE Venezuela
VG British Virgin Islands
VI US Virgin Islands
VN Vietnam
VU Vanuatu
WF Wallis and Futuna
WS Samoa
XK Kosovo
YE Yemen
YT Mayotte
ZA South Africa
ZM Zambia
ZW Zimbabwe
`
