package main

import (
	"context"
	"database/sql"
	"strings"
)

var packages []string

// A database is database/sql's own.
type database struct{ *sql.DB }

func opened() (pool, error) {
	db, err := open()
	return database{db}, err
}

// What a connection and a pool of them have.
type queries interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

func ask(of queries, text string) error {
	if !strings.HasPrefix(text, "SELECT") {
		_, err := of.ExecContext(context.Background(), text)
		return err
	}
	rows, err := of.QueryContext(context.Background(), text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
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
