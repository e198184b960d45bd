package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limit is how long a caller waits before it counts as hanging.
var limit = func() time.Duration {
	seconds, err := strconv.ParseFloat(os.Getenv("LIMIT"), 64)
	if err != nil {
		panic(err)
	}
	return time.Duration(seconds * float64(time.Second))
}()

// A tally is what becomes of the callers of one command: a mark each, `.` ok, `x` failed, `?` no answer yet.
type tally struct {
	mutex   sync.Mutex
	marks   []byte
	errors  map[fault]int
	longest time.Duration
}

// A fault is the class that the caller sees, the code of the driver's error in it, and its words.
type fault struct {
	Class string `json:"class"`
	Code  any    `json:"code"`
	Text  string `json:"text"`
}

type counted struct {
	fault
	Count int `json:"count"`
}

func newTally(callers int) *tally {
	return &tally{marks: []byte(strings.Repeat("?", callers)), errors: map[fault]int{}}
}

// count starts a caller's work. What it gives back is closed at the work's end.
func (t *tally) count(caller int, work func() error) <-chan struct{} {
	done := make(chan struct{})
	began := time.Now()
	go func() {
		defer close(done)
		t.ended(caller, began, work())
	}()
	return done
}

func (t *tally) ended(caller int, began time.Time, err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.longest = max(t.longest, time.Since(began))
	t.marks[caller] = '.'
	if err != nil {
		t.marks[caller] = 'x'
		t.errors[described(err)]++
	}
}

func (t *tally) answer() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	order := string(t.marks)
	if strings.Contains(order, "?") {
		t.longest = limit
	}
	faults := []counted{}
	for each, count := range t.errors {
		faults = append(faults, counted{each, count})
	}
	say(map[string]any{
		"ok":      strings.Count(order, "."),
		"failed":  strings.Count(order, "x"),
		"hanging": strings.Count(order, "?"),
		"ms":      t.longest.Milliseconds(),
		"order":   order,
		"errors":  faults,
	})
}

func described(err error) fault {
	said := fault{Class: fmt.Sprintf("%T", err), Text: err.Error()}
	for inner := err; inner != nil && said.Code == nil; inner = errors.Unwrap(inner) {
		// The number of a `*mysql.MySQLError`, of whichever version.
		value := reflect.Indirect(reflect.ValueOf(inner))
		if value.Kind() == reflect.Struct && value.FieldByName("Number").IsValid() {
			said.Code = value.FieldByName("Number").Uint()
		}
	}
	return said
}

func say(answer any) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}
