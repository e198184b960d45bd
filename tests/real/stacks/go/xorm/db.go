package main

import (
	"fmt"
	"os"

	_ "github.com/go-sql-driver/mysql"
	"xorm.io/xorm"
)

func open() (*xorm.Engine, error) {
	engine, err := xorm.NewEngine("mysql", fmt.Sprintf("%s@tcp(%s:%s)/%s", os.Getenv("DB_USER"), os.Getenv("DB_HOST"), os.Getenv("DB_PORT"), os.Getenv("DB_NAME")))
	if err != nil {
		return nil, err
	}
	engine.SetMaxOpenConns(10)
	engine.SetMaxIdleConns(10)
	return engine, nil
}
