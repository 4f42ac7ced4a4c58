package bundle

// AppendFact appends a fact in a person's words: a country by its name, a date
// as "11 January 2007", kinds as "your e-mail address and name" (their Text);
// what is not known as "not known". It is escaped to stand within a JSON string.
func (b *Bundle) AppendFact(dst []byte, f Fact, v *Facts) []byte {
	val := &v[f]
	if !val.Known {
		return append(dst, "not known"...)
	}
	switch f.Type() {
	case Bool:
		if val.Int != 0 {
			return append(dst, "yes"...)
		}
		return append(dst, "no"...)
	case Number:
		return appendInt(dst, val.Int)
	case Country:
		return b.AppendLand(dst, val.Text)
	case Date:
		return AppendDay(dst, val.Int)
	}
	return AppendEscaped(dst, val.Text)
}

// AppendLand appends the name of a country as it stands within a sentence ("the
// United States"), escaped to stand within a JSON string; the code itself where
// the bundle does not know it.
func (b *Bundle) AppendLand(dst []byte, code string) []byte {
	name, the := b.Land(code)
	if name == "" {
		return AppendEscaped(dst, code)
	}
	if the {
		dst = append(dst, "the "...)
	}
	return AppendEscaped(dst, name)
}

var months = [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// AppendDay appends the day of a time in Unix seconds, UTC: "11 January 2007".
func AppendDay(dst []byte, unix int64) []byte {
	y, m, d := Civil(unix)
	dst = appendInt(dst, int64(d))
	dst = append(append(append(dst, ' '), months[m-1]...), ' ')
	return appendInt(dst, y)
}

const day = 86400

// Civil returns the day of a time in Unix seconds, UTC, in the Gregorian
// calendar. The algorithm counts days in eras of 400 years that begin in March
// (E. G. Richards, "Calendars", Explanatory Supplement to the Astronomical
// Almanac, 2013).
func Civil(unix int64) (year int64, month, dayOfMonth int) {
	days := unix / day
	if unix%day < 0 {
		days--
	}
	days += 719468 // 0000-03-01
	era := days / 146097
	if days%146097 < 0 {
		era--
	}
	doe := days - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dayOfMonth = int(doy - (153*mp+2)/5 + 1)
	month = int(mp + 3)
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, dayOfMonth
}

// ParseTime reads an RFC 3339 time or a date alone (midnight UTC) as Unix
// seconds; fractions of a second are dropped. ok is false for anything else.
func ParseTime(s string) (unix int64, ok bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	num := func(i, n int) int64 {
		v := int64(0)
		for _, c := range []byte(s[i : i+n]) {
			if c < '0' || c > '9' {
				return -1
			}
			v = v*10 + int64(c-'0')
		}
		return v
	}
	y, m, d := num(0, 4), num(5, 2), num(8, 2)
	if y < 0 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, false
	}
	unix = daysFromCivil(y, m, d) * day
	if yy, mm, dd := Civil(unix); yy != y || int64(mm) != m || int64(dd) != d {
		return 0, false // 30 February
	}
	if len(s) == 10 {
		return unix, true
	}
	if len(s) < 20 || s[10] != 'T' && s[10] != 't' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	hh, mi, se := num(11, 2), num(14, 2), num(17, 2)
	if hh < 0 || hh > 23 || mi < 0 || mi > 59 || se < 0 || se > 60 {
		return 0, false
	}
	unix += hh*3600 + mi*60 + se
	i := 19
	if s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
	}
	switch zone := s[i:]; {
	case zone == "Z" || zone == "z":
		return unix, true
	case len(zone) == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':':
		zh, zm := num(i+1, 2), num(i+4, 2)
		if zh < 0 || zh > 23 || zm < 0 || zm > 59 {
			return 0, false
		}
		if zone[0] == '-' {
			return unix + zh*3600 + zm*60, true
		}
		return unix - zh*3600 - zm*60, true
	}
	return 0, false
}

func daysFromCivil(y, m, d int64) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	if y%400 < 0 {
		era--
	}
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}
