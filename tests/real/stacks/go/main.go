// A Go stack's probe: obeys the driver's commands (tests/real/README.md).
//
// It is built of this, of the stack's db.go with `open`, and of one of libraries/, which knows what `open` gives:
// `packages`, the modules of what is run, and `opened`, which makes a pool of it.
package main

import (
	"bufio"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type pool interface {
	// query takes a connection, runs a statement and gives the connection back, as an application does.
	query(sql string) error
	// hold keeps a connection for as long as `use` lasts, which is given one to run a statement.
	hold(use func(run func(sql string) error) error) error
	close() error
}

type callers struct {
	mutex    sync.Mutex
	pool     pool
	giveBack chan struct{}
	holders  sync.WaitGroup
}

// get gives the pool, which the first caller opens.
func (c *callers) get() (pool, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.pool != nil {
		return c.pool, nil
	}
	made, err := opened()
	if err == nil {
		c.pool = made
	}
	return made, err
}

// until waits for all callers, or until their time is up.
func until(all []<-chan struct{}) {
	late := time.After(limit)
	for _, done := range all {
		select {
		case <-done:
		case <-late:
			return
		}
	}
}

func together(n int, work func() error) {
	tally, all := newTally(n), []<-chan struct{}{}
	for caller := range n {
		all = append(all, tally.count(caller, work))
	}
	until(all)
	tally.answer()
}

// oneByOne stops at the first that hangs.
func oneByOne(n int, work func() error) {
	tally := newTally(n)
	for caller := range n {
		done := tally.count(caller, work)
		until([]<-chan struct{}{done})
		select {
		case <-done:
			continue
		default:
		}
		break
	}
	tally.answer()
}

func (c *callers) query(n int, order, sql string) {
	ask := func() error {
		pool, err := c.get()
		if err != nil {
			return err
		}
		return pool.query(sql)
	}
	if order == "parallel" {
		together(n, ask)
	} else {
		oneByOne(n, ask)
	}
}

// hold lets each take a connection, ask one thing of it, and keep it until `release`.
func (c *callers) hold(n int) {
	giveBack := make(chan struct{})
	c.giveBack = giveBack
	together(n, func() error {
		taken := make(chan error, 2)
		c.holders.Add(1)
		go func() {
			defer c.holders.Done()
			taken <- c.holder(giveBack, taken)
		}()
		return <-taken
	})
}

func (c *callers) holder(giveBack <-chan struct{}, taken chan<- error) error {
	pool, err := c.get()
	if err != nil {
		return err
	}
	return pool.hold(func(run func(string) error) error {
		if err := run("SELECT 1"); err != nil {
			return err
		}
		taken <- nil
		<-giveBack
		return nil
	})
}

func (c *callers) release() {
	close(c.giveBack)
	done := make(chan struct{})
	go func() {
		c.holders.Wait()
		close(done)
	}()
	until([]<-chan struct{}{done})
	say(struct{}{})
}

func versions() map[string]string {
	found := map[string]string{"runtime": strings.Replace(runtime.Version(), "go", "Go ", 1)}
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/go-sql-driver/mysql" || slices.Contains(packages, module.Path) {
			found[module.Path] = strings.TrimPrefix(module.Version, "v")
		}
	}
	return found
}

func main() {
	say(map[string]any{"versions": versions()})
	callers := &callers{}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		words := append(strings.SplitN(lines.Text(), " ", 4), "", "", "")
		n, _ := strconv.Atoi(words[1])
		switch words[0] {
		case "hold":
			callers.hold(n)
		case "release":
			callers.release()
		case "query":
			callers.query(n, words[2], words[3])
		case "close":
			together(1, func() error { return callers.pool.close() })
		}
	}
	// Callers that hang are left behind.
}
