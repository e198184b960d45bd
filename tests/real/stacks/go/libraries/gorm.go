package main

import (
	"os"
	"strings"
	"syscall"

	"gorm.io/gorm"
)

var packages = []string{"gorm.io/gorm", "gorm.io/driver/mysql"}

// Its logger writes to standard output, which is the answers': it gets the errors' in its place.
func init() {
	answers, err := syscall.Dup(1)
	if err != nil {
		panic(err)
	}
	if err := syscall.Dup2(2, 1); err != nil {
		panic(err)
	}
	os.Stdout = os.NewFile(uintptr(answers), "answers")
}

type database struct{ *gorm.DB }

func opened() (pool, error) {
	db, err := open()
	return database{db}, err
}

func ask(of *gorm.DB, text string) error {
	if !strings.HasPrefix(text, "SELECT") {
		return of.Exec(text).Error
	}
	var rows []int
	return of.Raw(text).Scan(&rows).Error
}

func (d database) query(text string) error { return ask(d.DB, text) }

func (d database) hold(use func(func(string) error) error) error {
	return d.Connection(func(connection *gorm.DB) error {
		return use(func(text string) error { return ask(connection, text) })
	})
}

func (d database) close() error {
	pool, err := d.DB.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}
