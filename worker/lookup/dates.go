package lookup

import (
	"strings"
	"time"
)

// dateOf reads a date as registries write them and returns it as Registration
// has it: a time where the text tells its zone, else a day; "" if it is neither.
func dateOf(text string) string {
	if len(text) > 200 {
		return ""
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) < 8 || len(text) > 60 || !strings.ContainsAny(text, "0123456789") {
		return ""
	}
	for _, l := range dateLayouts {
		if t, err := time.Parse(l.layout, text); err == nil {
			return written(t, l.zoned)
		}
		// What follows the date, such as a remark in brackets, does not count.
		if !l.zoned && len(l.layout) < len(text) && l.layout == dateFormat(l.layout) && text[len(l.layout)] == ' ' {
			if t, err := time.Parse(l.layout, text[:len(l.layout)]); err == nil {
				return written(t, false)
			}
		}
	}
	return ""
}

// dateFormat returns a layout that has one width for all dates, or "".
func dateFormat(layout string) string {
	if strings.Contains(layout, "Jan ") || strings.Contains(layout, "January") || strings.Contains(layout, "_") || strings.Contains(layout, " 2 ") {
		return ""
	}
	return layout
}

func written(t time.Time, zoned bool) string {
	if t.Year() < 1980 || t.Year() > 2200 {
		return ""
	}
	if zoned {
		return stamp(t)
	}
	return t.Format(time.DateOnly)
}

// dateLayouts are the ways in which dates are written, the usual first. Where a
// layout's time has no zone, the day is what is kept. Of months and days in
// figures only the orders that nobody doubts are here.
var dateLayouts = []struct {
	layout string
	zoned  bool
}{
	{time.RFC3339, true},
	{"2006-01-02T15:04:05Z0700", true},
	{"2006-01-02 15:04:05Z07:00", true},
	{"2006-01-02 15:04:05 UTC", true},
	{"2006-01-02 15:04:05 -0700", true},
	{"2006-01-02T15:04:05", false},
	{"2006-01-02", false},
	{"02-Jan-2006 15:04:05 UTC", true},
	{"02-Jan-2006", false},
	{"2-Jan-2006", false},
	{"02-Jan-06", false},
	{"Mon Jan _2 15:04:05 GMT 2006", true},
	{"Mon Jan _2 15:04:05 UTC 2006", true},
	{"Mon Jan 2 15:04:05 GMT 2006", true},
	{"Mon Jan 2 2006", false},
	{"2006/01/02", false},
	{"2006.01.02", false},
	{"2006. 01. 02.", false},
	{"02.01.2006", false},
	{"2.1.2006", false},
	{"20060102", false},
	{"02 Jan 2006", false},
	{"2 January 2006", false},
	{"January 2 2006", false},
	{"January 2, 2006", false},
	{"Jan 2, 2006", false},
}

// moment reads a date that dateOf wrote.
func moment(date string) (t time.Time, day, ok bool) {
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		return t, true, true
	}
	t, err := time.Parse(time.RFC3339, date)
	return t, false, err == nil
}

// dayOf is the day of a date that dateOf wrote.
func dayOf(date string) string { return date[:min(len(date), len(time.DateOnly))] }
