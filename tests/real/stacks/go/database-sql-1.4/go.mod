module app

go 1.26

require github.com/go-sql-driver/mysql v1.4.1

require google.golang.org/appengine v1.6.8 // indirect
