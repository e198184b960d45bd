package main

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

var packages = []string{"github.com/jmoiron/sqlx"}

type database struct{ *sqlx.DB }

func opened() (pool, error) {
	db, err := open()
	return database{db}, err
}

// What a connection and a pool of them have.
type queries interface {
	sqlx.ExecerContext
	SelectContext(ctx context.Context, into any, text string, args ...any) error
}

func ask(of queries, text string) error {
	if !strings.HasPrefix(text, "SELECT") {
		_, err := of.ExecContext(context.Background(), text)
		return err
	}
	var rows []int
	return of.SelectContext(context.Background(), &rows, text)
}

func (d database) query(text string) error { return ask(d, text) }

func (d database) hold(use func(func(string) error) error) error {
	connection, err := d.Connx(context.Background())
	if err != nil {
		return err
	}
	defer connection.Close()
	return use(func(text string) error { return ask(connection, text) })
}

func (d database) close() error { return d.Close() }
