package main

import (
	"context"
	"strings"

	"github.com/uptrace/bun"
)

var packages = []string{"github.com/uptrace/bun"}

type database struct{ *bun.DB }

func opened() (pool, error) {
	db, err := open()
	return database{db}, err
}

func ask(of bun.IDB, text string) error {
	if !strings.HasPrefix(text, "SELECT") {
		_, err := of.NewRaw(text).Exec(context.Background())
		return err
	}
	var rows []int
	return of.NewRaw(text).Scan(context.Background(), &rows)
}

func (d database) query(text string) error { return ask(d, text) }

func (d database) hold(use func(func(string) error) error) error {
	connection, err := d.Conn(context.Background())
	if err != nil {
		return err
	}
	defer connection.Close()
	return use(func(text string) error { return ask(connection, text) })
}

func (d database) close() error { return d.Close() }
