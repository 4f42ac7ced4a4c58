package bundle

// AppendFact appends a fact in a person's words: a country by its name, a date
// as "11 January 2007", kinds as "your e-mail address and name" (their Text);
// what is not known as "not known". It is escaped to stand within a JSON string.
func (b *Bundle) AppendFact(dst []byte, f Fact, v *Facts) []byte {
	if !v.Known(f) {
		return append(dst, "not known"...)
	}
	switch f.Type() {
	case Bool:
		if v.Is(f) {
			return append(dst, "yes"...)
		}
		return append(dst, "no"...)
	case Number:
		return appendInt(dst, v.ints[f])
	case Country:
		return b.AppendLand(dst, v.texts[f])
	case Date:
		return AppendDay(dst, v.ints[f])
	}
	return AppendEscaped(dst, v.texts[f])
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
	century, ok0 := twoDigits(s)
	year, ok1 := twoDigits(s[2:])
	m, ok2 := twoDigits(s[5:])
	d, ok3 := twoDigits(s[8:])
	y := 100*century + year
	if !(ok0 && ok1 && ok2 && ok3) || m < 1 || m > 12 || d < 1 || d > daysOf(y, m) {
		return 0, false
	}
	unix = daysFromCivil(y, m, d) * day
	if len(s) == 10 {
		return unix, true
	}
	if len(s) < 20 || s[10] != 'T' && s[10] != 't' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	hh, ok1 := twoDigits(s[11:])
	mi, ok2 := twoDigits(s[14:])
	se, ok3 := twoDigits(s[17:])
	if !(ok1 && ok2 && ok3) || hh > 23 || mi > 59 || se > 60 {
		return 0, false
	}
	unix += hh*3600 + mi*60 + se
	i := 19
	if s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
	}
	east, ok := zone(s[i:])
	return unix - east, ok
}

// zone reads the end of an RFC 3339 time: how many seconds east of UTC.
func zone(s string) (east int64, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hh, ok1 := twoDigits(s[1:])
	mi, ok2 := twoDigits(s[4:])
	if !(ok1 && ok2) || hh > 23 || mi > 59 {
		return 0, false
	}
	if east = hh*3600 + mi*60; s[0] == '-' {
		east = -east
	}
	return east, true
}

// twoDigits reads the two digits at the beginning of s.
func twoDigits(s string) (n int64, ok bool) {
	tens, ones := s[0]-'0', s[1]-'0'
	return int64(tens)*10 + int64(ones), tens < 10 && ones < 10
}

// daysOf returns how many days a month has.
func daysOf(year, month int64) int64 {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + (month+month>>3)&1
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
