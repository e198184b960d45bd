package main

import (
	"database/sql"
	"fmt"
	"os"

	_ "github.com/go-sql-driver/mysql"
)

func open() (*sql.DB, error) {
	db, err := sql.Open("mysql", fmt.Sprintf("%s@tcp(%s:%s)/%s?timeout=5s&readTimeout=5s&writeTimeout=5s", os.Getenv("DB_USER"), os.Getenv("DB_HOST"), os.Getenv("DB_PORT"), os.Getenv("DB_NAME")))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	db.SetMaxIdleConns(10)
	return db, nil
}
