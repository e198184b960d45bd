package main

import (
	"strings"

	"xorm.io/xorm"
)

var packages = []string{"xorm.io/xorm"}

type database struct{ *xorm.Engine }

func opened() (pool, error) {
	db, err := open()
	return database{db}, err
}

func ask(of xorm.Interface, text string) error {
	var err error
	if strings.HasPrefix(text, "SELECT") {
		_, err = of.QueryString(text)
	} else {
		_, err = of.Exec(text)
	}
	return err
}

func (d database) query(text string) error { return ask(d.Engine, text) }

func (d database) hold(use func(func(string) error) error) error {
	session := d.NewSession()
	defer session.Close()
	if err := session.Begin(); err != nil {
		return err
	}
	return use(func(text string) error { return ask(session, text) })
}

func (d database) close() error { return d.Close() }
