require "sequel"

DB = Sequel.connect(adapter: "mysql2", host: ENV["DB_HOST"], port: ENV["DB_PORT"].to_i, user: ENV["DB_USER"],
                    database: ENV["DB_NAME"], max_connections: 10)
